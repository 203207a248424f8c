using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Programs;

/// <summary>
/// What a valid use of the protocol is, so that a violation is the kernel's fault: nobody drops what it cannot hold,
/// waits for itself, or calls beside each other what the kernel serializes by a lock that the model leaves out
/// (<c>mmap_lock</c>, the inode's lock, the device's).
/// </summary>
public static class ProgramRules
{
    /// <summary>The first mistake; null if there is none.</summary>
    public static Mistake? Check(RefcountProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        return DeclarationRules.Check(program) ?? CheckHoldings(program) ?? CheckOrder(program);
    }

    /// <summary>The first thread that does not give back all that it may hold; null if all do.</summary>
    public static Mistake? CheckEnds(RefcountProgram program)
    {
        for (var i = 0; i < program.Threads.Length; i++)
        {
            var holdings = new ThreadHoldings(program, program.Threads[i]);
            foreach (var call in program.Threads[i].Calls)
            {
                holdings.Make(call);
            }

            if (holdings.All.Any())
            {
                return new Mistake($"the thread does not give back {holdings.All.First()}", i);
            }
        }

        return null;
    }

    private static Mistake? CheckHoldings(RefcountProgram program)
    {
        for (var i = 0; i < program.Threads.Length; i++)
        {
            var holdings = new ThreadHoldings(program, program.Threads[i]);
            for (var j = 0; j < program.Threads[i].Calls.Length; j++)
            {
                if (holdings.Make(program.Threads[i].Calls[j]) is { } what)
                {
                    return new Mistake(what, i, j);
                }
            }
        }

        return null;
    }

    private static Mistake? CheckOrder(RefcountProgram program)
    {
        var order = new CallOrder(program);
        if (order.Mistake is { } mistake)
        {
            return mistake;
        }

        foreach (var call in order.Uses)
        {
            if (CheckOne(program, order, call) is { } what)
            {
                return new Mistake(what, call.Thread, call.Index);
            }
        }

        return null;
    }

    private static string? CheckOne(RefcountProgram program, CallOrder order, CallUse call)
    {
        foreach (var other in order.Uses.Where(other => other != call && Conflict(program, call, other)))
        {
            if (!order.IsBefore(call, other) && !order.IsBefore(other, call))
            {
                return $"{call.Call} and '{other.Call}' of {program.Threads[other.Thread].Name} cannot run beside "
                    + "each other: a signal has to order them";
            }
        }

        return CheckCopies(order, call)
            ?? CheckReads(order, call)
            ?? CheckMapping(program, order, call)
            ?? CheckDevice(program, order, call);
    }

    private static bool Conflict(RefcountProgram program, CallUse a, CallUse b) =>
        ConflictOnFile(a, b) || ConflictOnDevice(program, a, b) || ConflictOnDevice(program, b, a);

    private static bool ConflictOnFile(CallUse a, CallUse b) =>
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
    private static bool ConflictOnDevice(RefcountProgram program, CallUse a, CallUse b)
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
                && program.Pgmaps.Any(p =>
                    p.Name == a.Pgmap
                    && p.Over is not null
                    && (p.Over == b.Pgmap || program.Pgmaps.Any(q => q.Name == b.Pgmap && q.Over == p.Over))
                );
        }

        return b.Use switch
        {
            Use.Lookup => false,
            Use.Walk => a.Use == Use.Bind,
            Use.Fault => a.Use == Use.Bind || MakesEntries(program, b.File!),
            Use.None => HandsOut(program, b.Pgmap!),
            _ => true,
        };
    }

    // The model's get_user_pages takes pages of files alone.
    private static string? CheckCopies(CallOrder order, CallUse call) =>
        call.Use == Use.Copy
        && order.Uses.Any(other =>
            other.File == call.File && other.Call.Operation is "get_user_pages" or "pin_user_pages"
        )
            ? $"get_user_pages cannot take private copies of {call.File}"
            : null;

    // Those take private copies away, as they should.
    private static string? CheckReads(CallOrder order, CallUse call) =>
        call.Call.Operation == "read_copy"
        && order.Uses.FirstOrDefault(other =>
            other.File == call.File && other.Call.Operation is "munmap" or "truncate" && !order.IsBefore(call, other)
        )
            is { } other
            ? $"'{other.Call}' takes private copies away, and has to come after {call.Call}"
            : null;

    private static string? CheckMapping(RefcountProgram program, CallOrder order, CallUse call)
    {
        if (call.Use is not (Use.Fault or Use.Walk or Use.Copy or Use.Remap or Use.Evict))
        {
            return null;
        }

        var file = program.Files.Single(f => f.Name == call.File);
        var remaps = order.Uses.Where(other =>
            other.File == call.File && other.Use == Use.Remap && order.IsBefore(other, call)
        );
        var maps = (file.IsMapped ? 1 : 0) + remaps.Sum(other => other.Call.Operation == "mmap" ? 1 : -1);
        return (call.Use, call.Call.Operation, maps) switch
        {
            (Use.Evict, _, > 0) => $"{file.Name} is still mapped here",
            (Use.Remap, "mmap", > 0) => $"{file.Name} is mapped already here",
            (Use.Remap, "munmap", 0) => $"{file.Name} is not mapped here",
            (Use.Fault or Use.Copy, _, 0) => $"{file.Name} is not mapped here",
            _ => null,
        };
    }

    private static string? CheckDevice(RefcountProgram program, CallOrder order, CallUse call)
    {
        if (call.Pgmap is null)
        {
            return null;
        }

        var pgmap = program.Pgmaps.Single(p => p.Name == call.Pgmap);
        var before = order.Uses.Where(other => other.Pgmap == call.Pgmap && order.IsBefore(other, call)).ToArray();
        var (binds, unbinds) = (
            before.Count(other => other.Use == Use.Bind),
            before.Count(other => other.Use == Use.Unbind)
        );
        var isBound = (pgmap.IsBound ? 1 : 0) + binds - unbinds > 0;
        return call.Use switch
        {
            Use.Bind when isBound => $"{pgmap.Name} is bound already here",
            Use.Bind when pgmap.Type == MemoryType.P2PDma => $"{pgmap.Name} is bound from the beginning",
            Use.Bind when program.Pgmaps.Any(p => p.Over == pgmap.Name) =>
                $"{pgmap.Name} has been bound at first, and cannot be again where others want its addresses",
            Use.Bind => pgmap is { LacksPageFree: true, Type: MemoryType.FsDax }
                ? $"{pgmap.Name} lacks page_free, so that binding it is refused"
                : null,
            Use.Unbind when !isBound => $"{pgmap.Name} is not bound here",
            Use.Unbind
                when pgmap.MayBeRefused
                    && before.Sum(other =>
                        other.Thread != call.Thread ? 0
                        : other.Use == Use.Bind ? 1
                        : other.Use == Use.Unbind ? -1
                        : 0
                    ) <= 0 => $"binding {pgmap.Name} may fail, so the thread that binds it has to unbind it",
            Use.Unbind => CheckProcesses(program, order, call),
            Use.Lookup => null,
            _ when unbinds > 0 => $"{pgmap.Name} has been unbound here",
            _ when !isBound => $"{pgmap.Name} is not bound here",
            _ when pgmap.MayBeRefused => $"{pgmap.Name} may have failed to be bound",
            _ => null,
        };
    }

    // Nobody gives up what a process still has when its device is asked for it.
    private static string? CheckProcesses(RefcountProgram program, CallOrder order, CallUse unbind)
    {
        foreach (var process in program.Processes.Where(process => process.Pgmap == unbind.Pgmap))
        {
            var uses = order.Uses.Where(other => other.Process == process.Name).ToArray();
            if (process.Start != ProcessStart.Device && uses.All(use => use.Call.Operation != "migrate_to_device"))
            {
                continue;
            }

            if (!uses.Any(zap => zap.Use == Use.Zap && uses.All(use => use == zap || order.IsBefore(use, zap))))
            {
                return $"{process.Name} may still have memory on {unbind.Pgmap} here: its last call has to be zap";
            }
        }

        return null;
    }

    private static bool MakesEntries(RefcountProgram program, string file) =>
        program.Files.Single(f => f.Name == file) is not { IsMapped: true, IsSparse: false, IsShared: false }
        || program.Threads.Any(thread =>
            thread.Calls.Any(call => call.Operation == "evict" && call.Arguments[0].Name == file)
        );

    private static bool HandsOut(RefcountProgram program, string pgmap) =>
        program.Pgmaps.Single(p => p.Name == pgmap).Type is not (MemoryType.FsDax or MemoryType.Unmanaged);
}

/// <summary>Why a program is not a valid use of the protocol.</summary>
/// <param name="What">In one line.</param>
/// <param name="Thread">The number of the thread; null if it is no thread's.</param>
/// <param name="Call">The number of its call; null if it is none's, or the end's.</param>
public sealed record Mistake(string What, int? Thread = null, int? Call = null);
