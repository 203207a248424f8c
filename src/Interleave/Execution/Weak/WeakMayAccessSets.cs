using Interleave.Execution.States;
using Interleave.Memory;

namespace Interleave.Execution.Weak;

/// <summary>
/// What fibers on a weak memory may still do, read off the local states and the edges between them that were met so
/// far: which cells they may still load or store to, and whether they may still make anything of what they have met.
/// </summary>
/// <remarks>
/// It knows what was met, so it may know too little: a search that relies on it and meets
/// nothing else was right. Of a local state that it does not know it says that everything may come.
/// </remarks>
internal sealed class WeakMayAccessSets
{
    private readonly AccessSets _touched;

    // what may still find or pass by an older message: not what comes after a step of the fiber that finds the newest
    private readonly AccessSets _old;
    private readonly ViewUses[] _uses;
    private readonly bool[] _isGivenOn;
    private readonly bool[] _isSection; // for each cell whether sections count themselves in it
    private readonly byte[] _loads;
    private readonly byte[] _stores;
    private readonly int _width;
    private readonly byte[] _all;

    /// <summary>Reads off what a search relies on.</summary>
    /// <param name="execution">Whose local states they are.</param>
    /// <param name="localStates">How many of them are known.</param>
    /// <param name="edges">From which of them steps lead to which.</param>
    public WeakMayAccessSets(ProgramState execution, int localStates, IEnumerable<(int From, int To)> edges)
    {
        var locals = execution.Locals;
        Known = localStates;
        (_touched, _old) = (
            new AccessSets(Known, execution.Memory.Length, Planes),
            new AccessSets(Known, execution.Memory.Length, Planes)
        );
        _uses = new ViewUses[Known];
        _isGivenOn = new bool[execution.Memory.Length];
        _isSection = new bool[execution.Memory.Length];
        for (var local = 0; local < Known; local++)
        {
            if (locals.Operations[local] is { Order: MemoryOrder.EnterSection or MemoryOrder.LeaveSection } section)
            {
                _isSection[section.Location] = true;
            }
        }

        for (var local = 0; local < Known; local++)
        {
            Add(local, locals.Operations[local]);
        }

        var arrows = edges.Distinct().Reverse().ToArray();
        for (var isNews = true; isNews; )
        {
            isNews = false;
            foreach (var (from, to) in arrows)
            {
                isNews |= (from != to && _touched.Include(from, to)) || (_uses[to] & ~_uses[from]) != 0;
                isNews |= from != to && _old.Include(from, to, CellFoundNewest(locals.Operations[from]));
                _uses[from] |= _uses[to];
            }
        }

        Columns = ColumnsOf(execution);
        _width = Views.WidthOf(Columns.Count(static column => column >= 0));
        _all = new byte[_width];
        Array.Fill(_all, Views.All);
        (_loads, _stores) = (MasksOf(Load), MasksOf(Store));
    }

    /// <summary>The kinds of accesses, as planes of <see cref="AccessSets"/>: a load that may find an old
    /// message.</summary>
    public const int Load = 0;

    /// <summary>A store, which may come to lie before others.</summary>
    public const int Store = 1;

    /// <summary>What finds the newest message: a read-modify-write above all.</summary>
    public const int Newest = 2;

    /// <summary>Enters a section: finds the newest message, too.</summary>
    public const int Enter = 3;

    /// <summary>Leaves a section: looks at no message.</summary>
    public const int Leave = 4;

    /// <summary>Notes that a wait for sections is over.</summary>
    public const int AfterWait = 5;

    /// <summary>How many planes there are.</summary>
    public const int Planes = 6;

    /// <summary>How many local states are known: those with smaller numbers.</summary>
    public int Known { get; }

    /// <summary>
    /// For each cell its column in views; -1 if nobody can tell its messages apart: it is one fiber's alone, nobody
    /// writes it, or whoever touches it finds the newest.
    /// </summary>
    public int[] Columns { get; }

    /// <summary>The columns of the cells that a fiber may still load, as a mask.</summary>
    public ReadOnlySpan<byte> Loads(int local) => local < Known ? _loads.AsSpan(local * _width, _width) : _all;

    /// <summary>The columns of the cells that it may still store to, as a mask.</summary>
    public ReadOnlySpan<byte> Stores(int local) => local < Known ? _stores.AsSpan(local * _width, _width) : _all;

    /// <summary>
    /// True if a fiber may still do such a thing to a cell; a load or a store, before it has found the newest message.
    /// </summary>
    public bool May(int local, int plane, int location) =>
        local >= Known || (plane is Load or Store ? _old : _touched).Has(local, location, plane);

    /// <summary>What a fiber may still make of what it has met.</summary>
    public ViewUses Of(int local) => local < Known ? _uses[local] : ViewUses.Everything;

    /// <summary>The kind of access that a step is, as a plane.</summary>
    public static int PlaneOf(in HotOperation step) =>
        step.Order == MemoryOrder.Full && !step.Writes
            ? Newest
            : step.Kind switch
            {
                OperationKind.Load or OperationKind.Until => Load,
                OperationKind.Store => Store,
                _ => step.Order switch
                {
                    MemoryOrder.EnterSection => Enter,
                    MemoryOrder.LeaveSection => Leave,
                    MemoryOrder.AfterWait => AfterWait,
                    _ => Newest,
                },
            };

    /// <summary>True if taking the cell as a lock, or entering a section, gives what its message says to the fiber's
    /// own next stores.</summary>
    public bool IsGivenOn(int location) => _isGivenOn[location];

    private void Add(int local, in HotOperation step)
    {
        if (step.Location >= 0)
        {
            _isGivenOn[step.Location] |= step.Kind.TakesLock() || step.Order == MemoryOrder.EnterSection;
            _touched.Add(local, step.Location, PlaneOf(step));
            _old.Add(local, step.Location, PlaneOf(step));
        }

        _uses[local] = UsesOf(step);
    }

    private bool IsSection(int location) => location >= 0 && _isSection[location];

    private static int CellFoundNewest(in HotOperation step) => PlaneOf(step) is Newest or Enter ? step.Location : -1;

    private ViewUses UsesOf(in HotOperation step)
    {
        var uses = step.IsFullBarrier ? ViewUses.Barriers | ViewUses.Acquire : 0;
        uses |=
            step.Kind == OperationKind.Barrier && (MemoryBarrier)step.A == MemoryBarrier.Read ? ViewUses.Acquire : 0;
        uses |= step.Kind == OperationKind.Barrier && (MemoryBarrier)step.A == MemoryBarrier.Write ? ViewUses.Own : 0;
        uses |= step.Kind.TakesLock() ? ViewUses.Unlocked : 0;
        uses |= step.Kind.DropsLock() || (step.Writes && step.Order == MemoryOrder.Release) ? ViewUses.Acquire : 0;
        uses |= step.Order == MemoryOrder.LeaveSection ? ViewUses.Leaves : 0;
        uses |= IsSection(step.Location) && step.Order is MemoryOrder.Acquire or MemoryOrder.Full ? ViewUses.Waits : 0;
        return step.Writes ? uses | ViewUses.Release : uses;
    }

    private int[] ColumnsOf(ProgramState execution)
    {
        var (columns, next) = (new int[execution.Memory.Length], 0);
        for (var location = 0; location < columns.Length; location++)
        {
            var (touching, isTold, isWritten) = (0, false, false);
            foreach (var start in execution.Starts)
            {
                var (loads, stores, newest) = (
                    _touched.Has(start, location, Load),
                    _touched.Has(start, location, Store),
                    _touched.Has(start, location, Newest)
                        || _touched.Has(start, location, Enter)
                        || _touched.Has(start, location, Leave)
                );
                touching += loads || stores || newest ? 1 : 0;
                isTold |= loads || stores;
                isWritten |= stores || newest;
            }

            columns[location] = touching > 1 && isTold && isWritten ? next++ : -1;
        }

        return columns;
    }

    private byte[] MasksOf(int plane)
    {
        var masks = new byte[Known * _width];
        for (var local = 0; local < Known; local++)
        {
            for (var location = 0; location < Columns.Length; location++)
            {
                if (Columns[location] >= 0 && _old.Has(local, location, plane))
                {
                    masks[(local * _width) + Columns[location]] = Views.All;
                }
            }
        }

        return masks;
    }
}
