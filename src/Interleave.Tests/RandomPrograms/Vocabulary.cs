using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Interleave.Memory;

namespace Interleave.Tests.RandomPrograms;

/// <summary>The statements that a random program is drawn from.</summary>
/// <param name="Cells">How many cells there are.</param>
/// <param name="CanFree">True if the last cell has a lifetime.</param>
/// <param name="CanSpin">True if executions may go round in circles; then nothing in them may grow.</param>
/// <param name="CanFail">True if statements that break a rule by themselves are among them.</param>
/// <param name="Flavour">What there is more of.</param>
internal sealed record Vocabulary(int Cells, bool CanFree, bool CanSpin, bool CanFail, Flavour Flavour)
{
    private Gen<int> Cell => Gen.Choose(0, Cells - 1);

    private static Gen<int> Value => Gen.Choose(0, 2);

    private Gen<int> Lock => Flavour == Flavour.Locks ? Gen.Choose(0, Interpreter.Locks - 1) : Gen.Constant(0);

    public Gen<Block> Block(int length) => Block(length, Statement(2));

    public Gen<Block> AtMost(int length) => Gen.Choose(0, length).SelectMany(Block);

    private static Gen<Block> Block(int length, Gen<Statement> statement) =>
        statement.ArrayOf(length).Select(statements => new Block([.. statements]));

    private Gen<Statement> Statement(int depth)
    {
        List<(int, Gen<Statement>)> choices =
        [
            (1, Of(new Statement.Pass())),
            (3, Cell.Select(c => (Statement)new Statement.Load(c))),
            (3, Gen.Zip(Cell, Value, (c, v) => (Statement)new Statement.Store(c, v))),
            (2, Cell.Select(c => (Statement)new Statement.StoreNext(c))),
            (2, Gen.Zip(Cell, Value, (c, v) => (Statement)new Statement.Exchange(c, v))),
            (1, Gen.Zip(Cell, Value, (c, v) => (Statement)new Statement.Update(c, v))),
            (
                2,
                from c in Cell
                from e in Value
                from d in Value
                select (Statement)new Statement.CompareExchange(c, e, d)
            ),
            (1, Cell.Select(c => (Statement)new Statement.Park(c))),
            (1, Of(new Statement.Choose(2))),
            (1, Gen.Elements(Enum.GetValues<MemoryBarrier>()).Select(b => (Statement)new Statement.Fence(b))),
            .. Extra(),
            .. CanSpin ? Spins() : Growth(),
            .. CanFail ? Failures() : [],
        ];
        choices.AddRange(CanFree ? [(2, Of(new Statement.Free())), (1, Of(new Statement.Begin()))] : []);
        choices.AddRange(depth > 0 ? Compounds(Statement(depth - 1)) : []);
        return Gen.Frequency(choices);
    }

    private ImmutableArray<(int, Gen<Statement>)> Growth() =>
        [
            (3, Gen.Zip(Cell, Gen.Elements(1, 2, -1), (c, d) => (Statement)new Statement.Add(c, d))),
            (2, Gen.Zip(Cell, Value, (c, u) => (Statement)new Statement.AddUnless(c, 1, u))),
            (1, Of(new Statement.Hold())),
        ];

    private ImmutableArray<(int, Gen<Statement>)> Spins() =>
        [(3, Gen.Zip(Cell, Value, (c, v) => (Statement)new Statement.Spin(c, v)))];

    private ImmutableArray<(int, Gen<Statement>)> Failures() =>
        [
            (3, Gen.Zip(Cell, Value, (c, v) => (Statement)new Statement.Assert(c, v))),
            (1, Gen.Elements<Statement>(new Statement.Drop(), new Statement.Throw())),
            (1, Lock.Select(l => (Statement)new Statement.Unlock(l))),
        ];

    private ImmutableArray<(int, Gen<Statement>)> Extra() =>
        Flavour switch
        {
            Flavour.Holdings when !CanSpin => [(4, Of(new Statement.Hold()))],
            Flavour.Waits => [(5, Gen.Zip(Cell, Value, (c, v) => (Statement)new Statement.Wait(c, v)))],
            Flavour.Sections => [(4, Of(new Statement.Synchronize()))],
            Flavour.Barriers =>
            [
                (6, Gen.Elements(Enum.GetValues<MemoryBarrier>()).Select(b => (Statement)new Statement.Fence(b))),
                (4, Cell.Select(c => (Statement)new Statement.Peek(c))),
                (20, Cell.Select(c => (Statement)new Statement.Load(c))),
                (20, Cell.Select(c => (Statement)new Statement.Store(c, 1))),
            ],
            _ => [],
        };

    private ImmutableArray<(int, Gen<Block>, Func<Block, Statement>)> ExtraCompounds(Gen<Block> body) =>
        Flavour switch
        {
            Flavour.Holdings =>
            [
                (4, body, static b => new Compound.Holding(b)),
                (4, body, static b => new Compound.Inside(b)),
                (2, body, static b => new Compound.CallThen(b, After.Drops)),
                (2, body, static b => new Compound.CallThen(b, After.Toggles)),
                (3, body, static b => new Compound.CallThen(b, After.Clears)),
                (CanSpin ? 0 : 3, body, static b => new Compound.CallThen(b, After.Holds)),
            ],
            Flavour.Locks =>
            [
                (4, body, static b => new Compound.Locked(0, b)),
                (4, body, static b => new Compound.Locked(1, b)),
            ],
            Flavour.Sections => [(8, body, static b => new Compound.ReadSection(b))],
            _ => [],
        };

    private IEnumerable<(int, Gen<Statement>)> Compounds(Gen<Statement> inner)
    {
        var body = Gen.Choose(1, 2).SelectMany(length => Block(length, inner));
        yield return (2, Gen.Zip(Lock, body, (l, b) => (Statement)new Compound.Locked(l, b)));
        yield return (1, Gen.Zip(Lock, body, (l, b) => (Statement)new Compound.LockedShared(l, b)));
        yield return (1, Gen.Zip(Lock, body, (l, b) => (Statement)new Compound.TryLocked(l, b)));
        foreach (var (weight, of, make) in ExtraCompounds(body))
        {
            yield return (weight, of.Select(make));
        }

        yield return (1, Block(1, inner).Select(b => (Statement)new Compound.Loop(2, b)));
        yield return (2, body.Select(b => (Statement)new Compound.IfOdd(b)));
        yield return (1, body.Select(b => (Statement)new Compound.Call(b)));
        if (CanSpin)
        {
            yield return (
                2,
                from c in Cell
                from v in Value
                from b in body
                select (Statement)new Compound.RepeatUntil(c, v, b)
            );
        }
    }

    private static Gen<Statement> Of(Statement statement) => Gen.Constant(statement);
}
