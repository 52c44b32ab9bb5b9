SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#api',
  docExpansion: 'none',
  tagsSorter: 'alpha',
  persistAuthorization: true,
});
