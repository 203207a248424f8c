using FsCheck;
using FsCheck.Fluent;

namespace Interleave.Tests.RandomPrograms;

/// <summary>Draws random programs: small enough for every schedule to be run, rich enough to mean something.</summary>
internal static class ProgramGenerator
{
    // How many fibers each role has; sections take many steps, and so there are fewer fibers in them.
    private static readonly Gen<int[]> s_few = Gen.Elements<int[]>([2], [1, 1], [1, 1], [2, 1], [1, 1, 1]);
    private static readonly Gen<int[]> s_any = Gen.Elements<int[]>(
        [2],
        [2],
        [1, 1],
        [1, 1],
        [3],
        [2, 1],
        [2, 1],
        [1, 1, 1],
        [4],
        [2, 2],
        [3, 1]
    );

    /// <summary>Programs whose executions all end.</summary>
    public static Arbitrary<ProgramText> Terminating { get; } = Arb.From(Program(false, false), ProgramShrinker.Shrink);

    /// <summary>The same, with a property of every state.</summary>
    public static Arbitrary<ProgramText> WithInvariant { get; } =
        Arb.From(Program(false, true), ProgramShrinker.Shrink);

    /// <summary>Programs that may, or must, go round in circles.</summary>
    public static Arbitrary<ProgramText> Circular { get; } =
        Arb.From(Gen.OneOf(Program(true, false), Automata()), ProgramShrinker.Shrink);

    /// <summary>Those of them that go round for ever, through many states.</summary>
    public static Arbitrary<ProgramText> Automatic { get; } = Arb.From(Automata([2, 2], 4), ProgramShrinker.Shrink);

    /// <summary>Programs whose executions end, with many locks.</summary>
    public static Arbitrary<ProgramText> Locking { get; } =
        Arb.From(Program(false, false, Flavour.Locks), ProgramShrinker.Shrink);

    /// <summary>Programs whose executions end, with many waits.</summary>
    public static Arbitrary<ProgramText> Waiting { get; } =
        Arb.From(Program(false, false, Flavour.Waits), ProgramShrinker.Shrink);

    /// <summary>Programs whose executions end, of loads and stores and barriers, that memories are told apart
    /// by.</summary>
    public static Arbitrary<ProgramText> Ordering { get; } =
        Arb.From(Program(false, false, Flavour.Barriers), ProgramShrinker.Shrink);

    /// <summary>The same, with a property of every state.</summary>
    public static Arbitrary<ProgramText> OrderingWithInvariant { get; } =
        Arb.From(Program(false, true, Flavour.Barriers), ProgramShrinker.Shrink);

    /// <summary>Programs whose executions end, with calls, and properties of what is held and of who is
    /// inside.</summary>
    public static Arbitrary<ProgramText> Calling { get; } =
        Arb.From(Program(false, true, Flavour.Holdings), ProgramShrinker.Shrink);

    /// <summary>
    /// Programs in which some go round, locking and unlocking, until others that need the lock have told them to stop:
    /// who waits can often run, and not all the time.
    /// </summary>
    public static Arbitrary<ProgramText> Starving { get; } = Arb.From(Starvation(), ProgramShrinker.Shrink);

    private static Gen<ProgramText> Program(bool spins, bool invariant) =>
        Gen.Elements([Flavour.Plain, Flavour.Plain, .. Enum.GetValues<Flavour>()])
            .SelectMany(flavour => Program(spins, invariant, flavour));

    private static Gen<ProgramText> Program(bool spins, bool invariant, Flavour flavour) =>
        from cells in flavour == Flavour.Barriers ? Gen.Constant(2) : Gen.Elements(1, 2, 2, 3)
        from canFree in Gen.Elements(true, false, false, false)
        from canFail in Gen.Elements(true, false)
        let vocabulary = new Vocabulary(cells, canFree, spins, canFail, flavour)
        from sizes in flavour == Flavour.Sections ? s_few : s_any
        from roles in Gen.CollectToArray(sizes.Index(), role => RoleOf(role.Item, sizes.Sum(), vocabulary, role.Index))
        from atEnd in Gen.Frequency((4, Gen.Constant<int?>(null)), (1, Gen.Choose(0, 3).Select(v => (int?)v)))
        from first in Gen.Choose(1, 2)
        from last in Gen.Choose(0, 2)
        from never in Seen(invariant && flavour == Flavour.Holdings)
        from sometimes in Seen(flavour == Flavour.Holdings)
        select new ProgramText(
            [.. roles],
            cells,
            canFree,
            atEnd,
            invariant && never.Length == 0 ? (first, cells == 1 ? first : last) : null
        )
        {
            NeverSeen = [.. never],
            SometimesSeen = [.. sometimes],
        };

    private static Gen<Observation[]> Seen(bool isWanted) =>
        from count in Gen.Choose(0, isWanted ? 2 : 0)
        from seen in Gen.CollectToArray(Enumerable.Range(0, count), static _ => OneSeen())
        select seen.Distinct().ToArray();

    private static Gen<Observation> OneSeen() =>
        from ofTokens in Gen.Elements(true, false)
        from atLeast in Gen.Choose(1, 2)
        from first in Gen.Frequency((1, Gen.Constant<int?>(null)), (2, Gen.Choose(0, 2).Select(v => (int?)v)))
        select new Observation(ofTokens, atLeast, first);

    private static Gen<Role> RoleOf(int fibers, int all, Vocabulary vocabulary, int number) =>
        from length in all switch
        {
            2 => Gen.Choose(3, 5),
            3 => Gen.Choose(2, 3),
            _ => Gen.Choose(1, 2),
        }
        from body in vocabulary.Flavour == Flavour.Barriers
            ? Buffering(vocabulary, number % 2)
            : vocabulary.Block(length)
        from daemon in Gen.Frequency((7, Gen.Constant(false)), (1, Gen.Constant(true)))
        select new Role(fibers, body, daemon);

    // One stores to one cell and loads the other, as its fellows do, with anything before and between.
    private static Gen<Block> Buffering(Vocabulary vocabulary, int cell) =>
        from before in vocabulary.AtMost(1)
        from between in vocabulary.AtMost(1)
        select new Block([
            .. before.Statements,
            new Statement.Store(cell, 1),
            .. between.Statements,
            new Statement.Load(1 - cell),
        ]);

    private static Gen<ProgramText> Automata() =>
        from sizes in Gen.Elements<int[]>([1, 1, 1, 1], [1, 1, 1, 1], [2, 1, 1], [2, 2], [3, 1])
        from text in Automata(sizes, 3)
        select text;

    private static Gen<ProgramText> Automata(int[] sizes, int states) =>
        from cells in Gen.Choose(3, 4)
        from roles in Gen.CollectToArray(sizes, fibers => AutomatonRole(fibers, cells, states))
        select new ProgramText([.. roles], cells, false, null, null);

    private static Gen<Role> AutomatonRole(int fibers, int cells, int states) =>
        Gen.CollectToArray(Enumerable.Range(0, states), at => RuleOf(at, cells, states))
            .Select(rules => new Role(fibers, new Block([new Automaton([.. rules])]), false));

    // Mostly on to the next state, so that whole programs come back to where they were.
    private static Gen<Rule> RuleOf(int at, int cells, int states)
    {
        var next = Gen.Frequency((5, Gen.Constant((at + 1) % states)), (1, Gen.Choose(0, states - 1)));
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
            (4, inside.Select(b => (Statement)new Compound.Locked(0, b))),
            (2, inside.Select(b => (Statement)new Compound.LockedShared(0, b))),
            (1, inside.Select(b => (Statement)new Compound.TryLocked(0, b))),
            (1, inside.Select(b => b.Statements[0]))
        );
        var tells = new Statement.Store(0, 1);
        var teller = Gen.Frequency(
            (4, Gen.Constant<Statement>(new Compound.Locked(0, new Block([tells])))),
            (2, Gen.Constant<Statement>(new Compound.LockedShared(0, new Block([tells])))),
            (1, Gen.Constant<Statement>(new Compound.TryLocked(0, new Block([tells])))),
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
