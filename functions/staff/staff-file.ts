import { MemberId, staffImportContinued } from '../../shared/contracts/staff.ts';
import type { Row, RowReason } from '../../shared/kernel/csv.ts';
import { codeOf, optional, phoneOf, required } from '../../shared/kernel/csv-columns.ts';
import { inParts } from '../../shared/kernel/in-parts.ts';
import { isRefusal } from '../../shared/kernel/refusal.ts';
import { type ImportKind, type Judged, refusedRow, type Verdict } from '../../shared/ports/importing.ts';
import type { Item } from '../../shared/ports/table.ts';
import type { World } from '../../shared/ports/world.ts';
import { announced } from './access.ts';
import { type Act, adminsWith, Certificate, join, Login, type Member, MemberDetails, Roles } from './member.ts';
import { type Login as HeldLogin, members, sealDetails, sourceDigest } from './members.ts';

const nameOf = (cell: string): string | undefined => MemberDetails.shape.name.safeParse(cell).data;
const loginOf = (cell: string): string | undefined => Login.safeParse(cell).data;
const rolesOf = (cell: string): Member['roles'] | undefined =>
  Roles.safeParse(
    cell
      .toLowerCase()
      .split(/[ |]+/)
      .filter((word) => word !== ''),
  ).data;
const certificateOf = (cell: string): string | undefined => Certificate.safeParse(cell).data;

/** The columns of a file of staff, with the headers that old systems give them. */
export const staffColumns = {
  source_id: required(['ma_nhan_vien', 'ma_nv'], 'not-a-code', codeOf),
  full_name: required(['ho_ten', 'ho_va_ten'], 'not-a-name', nameOf),
  login: required(['ten_dang_nhap', 'tai_khoan'], 'not-a-login', loginOf),
  roles: required(['vai_tro'], 'not-a-choice', rolesOf),
  phone: optional(['dien_thoai', 'so_dien_thoai'], 'not-a-phone', phoneOf),
  certificate: optional(['so_giay_phep_hanh_nghe', 'so_chung_chi_hanh_nghe'], 'not-a-certificate', certificateOf),
};
type Columns = typeof staffColumns;

/** What a row does: a member joins, a member who is there gets a number, or nothing. */
type Facts =
  | { readonly joins: Member; readonly source: string }
  | { readonly ties: Item<HeldLogin>; readonly source: string }
  | { readonly nothing: true };

interface Known {
  /** By number of the old system, its digest. */
  readonly digests: ReadonlyMap<string, string>;
  /** Digests that are somebody's. */
  readonly sources: Set<string>;
  /** Logins that are somebody's: the digest that came with it, or the item to which one may be tied. */
  readonly logins: Map<string, { readonly source: string } | { readonly free: Item<HeldLogin> }>;
}

/** Reads under way at once while a whole file is checked. */
const atOnce = 40;

/** Who a row is: the hospital's own staff number counts first, the login second. */
function judgeMember(row: Row<Columns>, known: Known, newMember: () => MemberId, act: Act): Verdict<Columns, Facts> {
  const { source_id, login, roles, certificate } = row.cells;
  const refused = (column: keyof Columns, reason: RowReason) => refusedRow(row, column, reason);
  const source = known.digests.get(source_id);
  if (source === undefined) throw new Error('a staff number was judged without its digest');
  if (known.sources.has(source)) return { row, is: 'known', facts: { nothing: true } };
  const held = known.logins.get(login);
  // Two numbers under one login are two people, of whom the second would go missing without a word.
  if (held && 'source' in held) return refused('login', 'login-differs');
  const taken = () => {
    known.sources.add(source);
    known.logins.set(login, { source });
  };
  if (held) {
    taken();
    return { row, is: 'known', facts: { ties: held.free, source } };
  }
  const joining = { member: newMember(), login, roles, ...(certificate !== undefined && { certificate }) };
  const joins = join(joining, act);
  if (isRefusal(joins)) return refused('certificate', 'missing');
  taken();
  return { row, is: 'new', facts: { joins, source } };
}

/** What is stored of those whom the rows name. */
async function knownOf(rows: readonly Row<Columns>[], world: World): Promise<Known> {
  const kept = members(world.table);
  const numbers = [...new Set(rows.map(({ cells }) => cells.source_id))];
  const digests = await inParts(
    numbers,
    atOnce,
    async (number) => [number, await sourceDigest(world.keys, number)] as const,
  );
  const sources = await inParts(digests, atOnce, async ([, digest]) => ((await kept.ofSource(digest)) ? [digest] : []));
  const logins = await inParts([...new Set(rows.map(({ cells }) => cells.login))], atOnce, async (login) => {
    const held = await kept.login(login);
    if (!held) return [];
    const { source } = held.value;
    return [[login, source === undefined ? { free: held } : { source }] as const];
  });
  return { digests: new Map(digests), sources: new Set(sources.flat()), logins: new Map(logins.flat()) };
}

async function storing({ row, facts }: Judged<Columns, Facts>, world: World) {
  const kept = members(world.table);
  if ('nothing' in facts) return { put: [], joined: [] };
  if ('ties' in facts) return { put: kept.tying(facts.ties, facts.source), joined: [] };
  const { full_name, phone } = row.cells;
  const sealed = await sealDetails(world.keys, { name: full_name, ...(phone !== undefined && { phone }) });
  const joined: Member = { ...facts.joins, sealed };
  return { put: kept.addingFromFile(joined, facts.source), joined: [joined] };
}

/** The file of staff: each becomes a member as if taken in by hand, unless the number or the login is known. */
export const staffFile: ImportKind<Columns, Facts> = {
  columns: staffColumns,
  continued: staffImportContinued,
  async judge(rows, world) {
    const known = await knownOf(rows, world);
    const newMember = () => MemberId.parse(world.newId());
    const act = { by: world.caller.id, now: world.now };
    return rows.map((row) => judgeMember(row, known, newMember, act));
  },
  async make(judged, world) {
    const kept = members(world.table);
    const stored = await inParts(judged, atOnce, (one) => storing(one, world));
    const joined = stored.flatMap((one) => one.joined);
    const before = await kept.admins();
    const admins = joined.reduce<readonly MemberId[]>(adminsWith, before.members);
    return {
      put: [...stored.flatMap(({ put }) => put), ...kept.replacingAdmins(before, admins)],
      emit: joined.map((member) => announced(member, 'joined')),
    };
  },
};
