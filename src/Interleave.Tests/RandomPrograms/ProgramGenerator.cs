using FsCheck;
using FsCheck.Fluent;

namespace Interleave.Tests.RandomPrograms;

/// <summary>Draws random programs: small enough for every schedule to be run, rich enough to mean something.</summary>
internal static class ProgramGenerator
{
    // The states of an automaton.
    private const int States = 3;

    /// <summary>Programs whose executions all end.</summary>
    public static Arbitrary<ProgramText> Terminating { get; } = Arb.From(Program(false, false), ProgramShrinker.Shrink);

    /// <summary>The same, with a property of every state.</summary>
    public static Arbitrary<ProgramText> WithInvariant { get; } =
        Arb.From(Program(false, true), ProgramShrinker.Shrink);

    /// <summary>Programs that may, or must, go round in circles.</summary>
    public static Arbitrary<ProgramText> Circular { get; } =
        Arb.From(Gen.OneOf(Program(true, false), Automata()), ProgramShrinker.Shrink);

    /// <summary>
    /// Programs in which some go round, locking and unlocking, until others that need the lock have told them to stop:
    /// who waits can often run, and not all the time.
    /// </summary>
    public static Arbitrary<ProgramText> Starving { get; } = Arb.From(Starvation(), ProgramShrinker.Shrink);

    private static Gen<ProgramText> Program(bool spins, bool invariant) =>
        from cells in Gen.Elements(1, 2, 2, 3)
        from canFree in Gen.Elements(true, false, false, false)
        from canFail in Gen.Elements(true, false)
        let vocabulary = new Vocabulary(cells, canFree, spins, canFail)
        from sizes in Gen.Elements<int[]>([2], [2], [1, 1], [1, 1], [3], [2, 1], [2, 1], [1, 1, 1], [4], [2, 2], [3, 1])
        from roles in Gen.CollectToArray(sizes, fibers => RoleOf(fibers, sizes.Sum(), vocabulary))
        from atEnd in Gen.Frequency((4, Gen.Constant<int?>(null)), (1, Gen.Choose(0, 3).Select(v => (int?)v)))
        from first in Gen.Choose(1, 2)
        from last in Gen.Choose(0, 2)
        select new ProgramText(
            [.. roles],
            cells,
            canFree,
            atEnd,
            invariant ? (first, cells == 1 ? first : last) : null
        );

    private static Gen<Role> RoleOf(int fibers, int all, Vocabulary vocabulary) =>
        from length in all switch
        {
            2 => Gen.Choose(3, 5),
            3 => Gen.Choose(2, 3),
            _ => Gen.Choose(1, 2),
        }
        from body in vocabulary.Block(length)
        from daemon in Gen.Frequency((7, Gen.Constant(false)), (1, Gen.Constant(true)))
        select new Role(fibers, body, daemon);

    private static Gen<ProgramText> Automata() =>
        from cells in Gen.Choose(3, 4)
        from sizes in Gen.Elements<int[]>([1, 1, 1, 1], [1, 1, 1, 1], [1, 1, 1, 1], [2, 1, 1], [2, 2], [3, 1])
        from roles in Gen.CollectToArray(sizes, fibers => AutomatonRole(fibers, cells))
        select new ProgramText([.. roles], cells, false, null, null);

    private static Gen<Role> AutomatonRole(int fibers, int cells) =>
        Gen.CollectToArray(Enumerable.Range(0, States), at => RuleOf(at, cells))
            .Select(rules => new Role(fibers, new Block([new Automaton([.. rules])]), false));

    // Mostly on to the next state, so that whole programs come back to where they were.
    private static Gen<Rule> RuleOf(int at, int cells)
    {
        var next = Gen.Frequency((5, Gen.Constant((at + 1) % States)), (1, Gen.Choose(0, States - 1)));
        return from cell in Gen.Choose(0, cells - 1)
            from writes in Gen.Frequency((9, Gen.Constant(true)), (1, Gen.Constant(false)))
            from ifZero in Gen.Choose(0, 1)
            from ifOne in Gen.Choose(0, 1)
            from nextIfZero in next
            from nextIfOne in next
            select new Rule(cell, writes, ifZero, ifOne, nextIfZero, nextIfOne);
    }

    private static Gen<ProgramText> Starvation()
    {
        var value = Gen.Choose(0, 2);
        var inside = Gen.OneOf(
                Gen.Constant<Statement>(new Statement.Pass()),
                value.Select(v => (Statement)new Statement.Store(1, v)),
                value.Select(v => (Statement)new Statement.Exchange(1, v)),
                Gen.Constant<Statement>(new Statement.Load(1))
            )
            .Select(s => new Block([s]));
        var held = Gen.Frequency(
            (4, inside.Select(b => (Statement)new Compound.Locked(b))),
            (2, inside.Select(b => (Statement)new Compound.LockedShared(b))),
            (1, inside.Select(b => (Statement)new Compound.TryLocked(b))),
            (1, inside.Select(b => b.Statements[0]))
        );
        var tells = new Statement.Store(0, 1);
        var teller = Gen.Frequency(
            (4, Gen.Constant<Statement>(new Compound.Locked(new Block([tells])))),
            (2, Gen.Constant<Statement>(new Compound.LockedShared(new Block([tells])))),
            (1, Gen.Constant<Statement>(new Compound.TryLocked(new Block([tells])))),
            (1, Gen.Constant<Statement>(tells))
        );
        return from going in Gen.Choose(1, 2)
            from round in held.ArrayOf(1)
            from wait in Gen.Frequency(
                (2, Gen.Constant<Statement[]>([])),
                (1, Gen.Constant<Statement[]>([new Statement.Park(1)]))
            )
            from last in teller
            from daemon in Gen.Frequency((7, Gen.Constant(false)), (1, Gen.Constant(true)))
            select new ProgramText(
                [
                    new Role(going, new Block([new Compound.RepeatUntil(0, 1, new Block([.. round]))]), daemon),
                    new Role(1, new Block([.. wait, last]), false),
                ],
                2,
                false,
                null,
                null
            );
    }
}
