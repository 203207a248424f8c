using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Programs;

/// <summary>What must not run beside what, and what must have come before. A program may have thousands of calls: each
/// is compared with the kinds of calls that there are, not with every other call.</summary>
internal sealed class OrderRules
{
    private readonly RefcountProgram _program;
    private readonly CallOrder _order;
    private readonly Dictionary<Touch, CallPositions> _kinds;
    private readonly Dictionary<Touch, CallPositions[]> _conflicts = [];
    private readonly Dictionary<(string File, string Operation), CallPositions> _onFiles;
    private readonly Dictionary<(string Pgmap, Use Use), CallPositions> _onPgmaps;
    private readonly Dictionary<string, bool> _zapped = [];

    public OrderRules(RefcountProgram program, CallOrder order)
    {
        (_program, _order) = (program, order);
        _kinds = CallPositions.By<Touch>(order, static call => Touch.Of(call));
        _onFiles = CallPositions.By<(string, string)>(
            order,
            static call => call.File is { } file ? (file, call.Call.Operation) : null
        );
        _onPgmaps = CallPositions.By<(string, Use)>(
            order,
            static call => call.Pgmap is { } pgmap ? (pgmap, call.Use) : null
        );
    }

    /// <summary>The first mistake; null if there is none.</summary>
    public Mistake? Check()
    {
        foreach (var call in _order.Uses)
        {
            if (
                (
                    CheckBeside(call)
                    ?? CheckCopies(call)
                    ?? CheckReads(call)
                    ?? CheckMapping(call)
                    ?? CheckDevice(call)
                ) is
                { } what
            )
            {
                return new Mistake(what, call.Thread, call.Index);
            }
        }

        return null;
    }

    private string? CheckBeside(CallUse call)
    {
        var kind = Touch.Of(call);
        if (!_conflicts.TryGetValue(kind, out var conflicts))
        {
            _conflicts[kind] = conflicts = [
                .. _kinds.Where(other => Conflict(kind, other.Key)).Select(other => other.Value),
            ];
        }

        return Beside(call, conflicts) is { } other
            ? $"{call.Call} and '{other.Call}' of {_program.Threads[other.Thread].Name} cannot run beside "
                + "each other: a signal has to order them"
            : null;
    }

    // The first of some calls that may run beside a call.
    private CallUse? Beside(CallUse call, CallPositions[] others)
    {
        for (var thread = 0; others.Length > 0 && thread < _order.Threads; thread++)
        {
            var (from, to) = (_order.CountBefore(call, thread), _order.FirstAfter(call, thread));
            if (
                thread != call.Thread
                && from < to
                && others.Min(positions => positions.From(thread, from)) is { } index
                && index < to
            )
            {
                return _order.At(thread, index);
            }
        }

        return null;
    }

    private bool Conflict(Touch a, Touch b) => ConflictOnFile(a, b) || ConflictOnDevice(a, b) || ConflictOnDevice(b, a);

    private static bool ConflictOnFile(Touch a, Touch b) =>
        a.File is not null
        && a.File == b.File
        && (
            (a.Use, b.Use)
            is
                (Use.Evict, not Use.None)
                or
                (not Use.None, Use.Evict)
                or
                (Use.Remap, Use.Remap or Use.Fault or Use.Copy)
                or
                (Use.Fault or Use.Copy, Use.Remap)
                or
                (Use.Layout, Use.Layout)
        );

    // Looking a device up, by pages that it may still have, is what may run beside its going. Before v6.7 nobody told
    // file systems, so a fault that makes a new entry must not: it writes to the page's struct page (fs/dax.c,
    // dax_associate_entry).
    private bool ConflictOnDevice(Touch a, Touch b)
    {
        if (a.Pgmap is null || a.Use is not (Use.Bind or Use.Unbind))
        {
            return false;
        }

        if (a.Pgmap != b.Pgmap)
        {
            // request_mem_region decides which of them gets the addresses, before any page map is made.
            return a.Use == Use.Bind
                && b.Use is Use.Bind or Use.Unbind
                && _program.Pgmaps.Any(p =>
                    p.Name == a.Pgmap
                    && p.Over is not null
                    && (p.Over == b.Pgmap || _program.Pgmaps.Any(q => q.Name == b.Pgmap && q.Over == p.Over))
                );
        }

        return b.Use switch
        {
            Use.Lookup => false,
            Use.Walk => a.Use == Use.Bind,
            Use.Fault => a.Use == Use.Bind || MakesEntries(b.File!),
            Use.None => HandsOut(b.Pgmap!),
            _ => true,
        };
    }

    // The model's get_user_pages takes pages of files alone.
    private string? CheckCopies(CallUse call) =>
        call.Use == Use.Copy
        && (OnFile(call.File!, "get_user_pages") is not null || OnFile(call.File!, "pin_user_pages") is not null)
            ? $"get_user_pages cannot take private copies of {call.File}"
            : null;

    // Those take private copies away, as they should.
    private string? CheckReads(CallUse call)
    {
        if (call.Call.Operation != "read_copy")
        {
            return null;
        }

        for (var thread = 0; thread < _order.Threads; thread++)
        {
            var to = _order.FirstAfter(call, thread);
            var first = new[] { OnFile(call.File!, "munmap"), OnFile(call.File!, "truncate") }.Min(positions =>
                positions?.From(thread, 0)
            );
            if (first < to)
            {
                return $"'{_order.At(thread, first.Value).Call}' takes private copies away, and has to come after "
                    + $"{call.Call}";
            }
        }

        return null;
    }

    private string? CheckMapping(CallUse call)
    {
        if (call.Use is not (Use.Fault or Use.Walk or Use.Copy or Use.Remap or Use.Evict))
        {
            return null;
        }

        var file = _program.Files.Single(f => f.Name == call.File);
        var maps =
            (file.IsMapped ? 1 : 0)
            + (OnFile(file.Name, "mmap")?.CountBefore(_order, call) ?? 0)
            - (OnFile(file.Name, "munmap")?.CountBefore(_order, call) ?? 0);
        return (call.Use, call.Call.Operation, maps) switch
        {
            (Use.Evict, _, > 0) => $"{file.Name} is still mapped here",
            (Use.Remap, "mmap", > 0) => $"{file.Name} is mapped already here",
            (Use.Remap, "munmap", 0) => $"{file.Name} is not mapped here",
            (Use.Fault or Use.Copy, _, 0) => $"{file.Name} is not mapped here",
            _ => null,
        };
    }

    private string? CheckDevice(CallUse call)
    {
        if (call.Pgmap is null)
        {
            return null;
        }

        var pgmap = _program.Pgmaps.Single(p => p.Name == call.Pgmap);
        var (binds, unbinds) = (OnPgmap(pgmap.Name, Use.Bind), OnPgmap(pgmap.Name, Use.Unbind));
        var unbound = unbinds?.CountBefore(_order, call) ?? 0;
        var isBound = (pgmap.IsBound ? 1 : 0) + (binds?.CountBefore(_order, call) ?? 0) - unbound > 0;
        return call.Use switch
        {
            Use.Bind when isBound => $"{pgmap.Name} is bound already here",
            Use.Bind when pgmap.Type == MemoryType.P2PDma => $"{pgmap.Name} is bound from the beginning",
            Use.Bind when _program.Pgmaps.Any(p => p.Over == pgmap.Name) =>
                $"{pgmap.Name} has been bound at first, and cannot be again where others want its addresses",
            Use.Bind => pgmap is { LacksPageFree: true, Type: MemoryType.FsDax }
                ? $"{pgmap.Name} lacks page_free, so that binding it is refused"
                : null,
            Use.Unbind when !isBound => $"{pgmap.Name} is not bound here",
            Use.Unbind
                when pgmap.MayBeRefused
                    && (binds?.CountBefore(call.Thread, call.Index) ?? 0)
                        <= (unbinds?.CountBefore(call.Thread, call.Index) ?? 0) =>
                $"binding {pgmap.Name} may fail, so the thread that binds it has to unbind it",
            Use.Unbind => CheckProcesses(call),
            Use.Lookup => null,
            _ when unbound > 0 => $"{pgmap.Name} has been unbound here",
            _ when !isBound => $"{pgmap.Name} is not bound here",
            _ when pgmap.MayBeRefused => $"{pgmap.Name} may have failed to be bound",
            _ => null,
        };
    }

    // Nobody gives up what a process still has when its device is asked for it.
    private string? CheckProcesses(CallUse unbind) =>
        _program.Processes.FirstOrDefault(process => process.Pgmap == unbind.Pgmap && !EndsWithZap(process)) is { } left
            ? $"{left.Name} may still have memory on {unbind.Pgmap} here: its last call has to be zap"
            : null;

    private bool EndsWithZap(ProcessDeclaration process)
    {
        if (!_zapped.TryGetValue(process.Name, out var zapped))
        {
            var uses = _order.Uses.Where(use => use.Process == process.Name).ToArray();
            var lastOfThreads = uses.GroupBy(use => use.Thread).Select(own => own.Last()).ToArray();
            _zapped[process.Name] = zapped =
                (process.Start != ProcessStart.Device && uses.All(use => use.Call.Operation != "migrate_to_device"))
                || lastOfThreads.Any(zap =>
                    zap.Use == Use.Zap && lastOfThreads.All(use => use == zap || _order.IsBefore(use, zap))
                );
        }

        return zapped;
    }

    private CallPositions? OnFile(string file, string operation) => _onFiles.GetValueOrDefault((file, operation));

    private CallPositions? OnPgmap(string pgmap, Use use) => _onPgmaps.GetValueOrDefault((pgmap, use));

    private bool MakesEntries(string file) =>
        _program.Files.Single(f => f.Name == file) is not { IsMapped: true, IsSparse: false, IsShared: false }
        || OnFile(file, "evict") is not null;

    private bool HandsOut(string pgmap) =>
        _program.Pgmaps.Single(p => p.Name == pgmap).Type is not (MemoryType.FsDax or MemoryType.Unmanaged);

    // What a call touches, as far as conflicts go.
    private readonly record struct Touch(Use Use, string? File, string? Pgmap)
    {
        public static Touch Of(CallUse call) => new(call.Use, call.File, call.Pgmap);
    }
}
