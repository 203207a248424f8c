using Interleave.Memory;
using Interleave.Routines;

namespace PgmapCheck.Model.Kernel;

/// <summary><c>struct page</c>: of a page map, or an ordinary one.</summary>
public sealed class Page
{
    private readonly Linux _linux;

    internal Page(Linux linux, string name, Pgmap? pgmap, int references, bool inUse)
    {
        _linux = linux;
        Name = name;
        Pgmap = pgmap;
        Number = linux.Pages.Count + 1;
        var machine = linux.Machine;
        Memory = pgmap?.StructPages ?? machine.Lifetime(name);
        RefCount = new AtomicCount(machine, $"{name}->_refcount", references, Memory);
        Owner = machine.Cell($"{name}->pgmap", 1, Memory, _ => pgmap?.Name ?? "none");
        InUse = machine.Cell($"{name} in the driver's books", inUse ? 1 : 0, null, value => value == 0 ? "free" : "in use");
        UserReference = machine.Resource($"reference to {name}");
        PendingIdle = machine.Note($"idle transition of {name}");
    }

    /// <summary>What traces call it.</summary>
    public string Name { get; }

    /// <summary>Its number, from 1: the key of its <c>_refcount</c> in wait queues.</summary>
    public int Number { get; }

    /// <summary><c>page->pgmap</c>; null for an ordinary page. Routines read it through <see cref="ReadOwner"/>.</summary>
    public Pgmap? Pgmap { get; }

    /// <summary>The memory that <c>struct page</c> itself is in.</summary>
    public Lifetime Memory { get; }

    /// <summary><c>page->_refcount</c>.</summary>
    public AtomicCount RefCount { get; }

    /// <summary><c>page->pgmap</c> as memory: reading it is a use of the page.</summary>
    public Cell Owner { get; }

    /// <summary>1 while the driver has handed the page out; drivers keep this themselves.</summary>
    public Cell InUse { get; }

    /// <summary>What a user of the page holds: pins of get_user_pages, a driver's allocation.</summary>
    public Resource UserReference { get; }

    /// <summary>Held by a thread between taking the count to idle and the <c>page_free</c> callback.</summary>
    public Resource PendingIdle { get; }

    /// <summary>The wait queue of <c>&amp;page->_refcount</c>.</summary>
    public WaitQueueHead WaitQueue => _linux.WaitTable[Number % _linux.WaitTable.Count];

    /// <summary>True if the release counts this page's idle transitions.</summary>
    public bool IsManaged => Pgmap is { } pgmap && pgmap.IsManaged;

    /// <summary>The count of a page that nobody uses.</summary>
    public int IdleCount { get; } = 1;

    /// <summary>Reads <c>page->pgmap</c>, and with it the page's zone and type.</summary>
    public Step<int> ReadOwner() => Owner.Load(MemoryOrder.Plain);

    /// <summary>
    /// Takes one off <c>_refcount</c> with full ordering and returns the new value, as <c>page_ref_dec_return</c> and
    /// <c>put_page_testzero</c> do (include/linux/page_ref.h @ v4.18). Every put goes through here.
    /// </summary>
    public async Routine<int> DecReturn()
    {
        var count = await RefCount.DecReturn();
        if (count < 0)
        {
            _linux.Machine.Fail(KernelRules.CountsStayPositive, $"{Name}->_refcount drops to {count}");
        }

        if (count == IdleCount && IsManaged)
        {
            _linux.Machine.Hold(PendingIdle);
        }

        return count;
    }

    /// <summary>To be called when the <c>page_free</c> callback begins.</summary>
    public void NotePageFree()
    {
        if (_linux.Machine.Holds(PendingIdle) == 0)
        {
            _linux.Machine.Fail(KernelRules.PageFreeOncePerIdle, $"page_free({Name}) without a transition to idle");
            return;
        }

        _linux.Machine.Hold(PendingIdle, -1);
    }
}
