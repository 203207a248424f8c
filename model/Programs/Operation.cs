using System.Collections.Immutable;
using Interleave.Routines;
using PgmapCheck.Model.Releases;

namespace PgmapCheck.Model.Programs;

/// <summary>A call that programs can make: the only place that says what it takes, needs and gives.</summary>
/// <param name="Name">The kernel function's name, or a plain word where several make one operation.</param>
/// <param name="Arguments">What it takes.</param>
/// <param name="Summary">One line about it.</param>
/// <param name="Run">Calls the release's part.</param>
public sealed record Operation(
    string Name,
    ImmutableArray<ArgumentKind> Arguments,
    string Summary,
    Func<BootedCall, Routine> Run
)
{
    /// <summary>Whether a kernel has it.</summary>
    public required Func<Release, bool> IsIn { get; init; }

    /// <summary>What the thread may hold afterwards, once for each page of the argument.</summary>
    public HoldingKind? Takes { get; init; }

    /// <summary>What the thread must be able to hold before, and no longer holds afterwards. Where it came to nothing,
    /// the call does nothing.</summary>
    public HoldingKind? Drops { get; init; }

    /// <summary>What the thread must be able to hold before, and still holds afterwards.</summary>
    public HoldingKind? Needs { get; init; }

    /// <summary>True if it may wait until nobody holds some page or page map, so that a caller who holds one might wait
    /// for itself.</summary>
    public bool Waits { get; init; }

    /// <summary>What it does to a file or device, for the rules about what may run beside it.</summary>
    public Use Use { get; init; }

    /// <summary>True if it makes or needs a private copy of its page.</summary>
    public bool UsesCopy { get; init; }

    /// <summary>True if it maps peer-to-peer memory.</summary>
    public bool MapsP2P { get; init; }

    /// <summary>True if the thread can sleep in a wait queue.</summary>
    public bool Sleeps { get; init; }
}

/// <summary>
/// What a call does to a file, device or process. Some uses may not run beside each other, because the kernel has a
/// lock there that the model leaves out, or because its callers know better (<see cref="ProgramRules"/>).
/// </summary>
public enum Use
{
    /// <summary>Uses what the thread holds, or nothing.</summary>
    None,

    /// <summary>Looks a page map up, whether or not it is there.</summary>
    Lookup,

    /// <summary>Walks the page table without a lock: <c>get_user_pages_fast</c>.</summary>
    Walk,

    /// <summary>Faults: under <c>mmap_lock</c>, shared.</summary>
    Fault,

    /// <summary>Writes to a private mapping, which makes a copy: under <c>mmap_lock</c>, shared.</summary>
    Copy,

    /// <summary>Locks an entry of a file that is open, or that a page belongs to.</summary>
    Entry,

    /// <summary>Maps or unmaps: under <c>mmap_lock</c>, exclusive.</summary>
    Remap,

    /// <summary>Takes blocks away: under the inode's lock.</summary>
    Layout,

    /// <summary>The inode goes: nobody else knows it.</summary>
    Evict,

    /// <summary>The driver is bound.</summary>
    Bind,

    /// <summary>The driver is unbound.</summary>
    Unbind,

    /// <summary>A driver hands out a page, or somebody looks at one by its number.</summary>
    Page,

    /// <summary>A process uses its memory, or its driver moves it.</summary>
    Process,

    /// <summary>A process gives its memory up.</summary>
    Zap,
}

/// <summary>A call, and what it uses.</summary>
/// <param name="Thread">The number of its thread.</param>
/// <param name="Index">Its number there.</param>
/// <param name="Call">The call.</param>
internal sealed record CallUse(int Thread, int Index, Call Call)
{
    public Use Use { get; } = Operations.Of(Call).Use;

    /// <summary>The file that it uses; null if it uses none.</summary>
    public string? File { get; init; }

    /// <summary>The page map that it uses, if only through a file or a process; null if it uses none.</summary>
    public string? Pgmap { get; init; }

    /// <summary>The process that it is for; null if it is for none.</summary>
    public string? Process { get; init; }

    /// <summary>What a call of a program uses.</summary>
    public static CallUse Of(RefcountProgram program, int thread, int index)
    {
        var call = program.Threads[thread].Calls[index];
        var use = new CallUse(thread, index, call);
        if (Operations.Of(call).Arguments is not [var kind])
        {
            return use;
        }

        var name = call.Arguments[0].Name;
        return kind switch
        {
            ArgumentKind.File or ArgumentKind.FilePage or ArgumentKind.FileRange => use with
            {
                File = name,
                Pgmap = program.Files.Single(file => file.Name == name).Pgmap,
            },
            ArgumentKind.Process => use with
            {
                Process = name,
                Pgmap = program.Processes.Single(process => process.Name == name).Pgmap,
            },
            ArgumentKind.Signal => use,
            _ => use with { Pgmap = program.OrdinaryPages.Contains(name) ? null : name },
        };
    }
}
