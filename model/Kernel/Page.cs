using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;

namespace PgmapCheck.Model.Kernel;

/// <summary><c>struct page</c>: of a page map, or an ordinary one.</summary>
public sealed class Page
{
    /// <summary>Value of <see cref="Mapping"/> from v6.2 to v6.14: files share the page
    /// (<c>PAGE_MAPPING_DAX_SHARED</c>).</summary>
    public const int SharedMapping = -1;

    /// <summary><c>GUP_PIN_COUNTING_BIAS</c> (include/linux/mm.h @ v5.7).</summary>
    public const int PinBias = 1024;

    private readonly Linux _linux;
    private readonly Registry<string> _usersAtBoot;

    /// <summary>Declares a page.</summary>
    /// <param name="linux">The kernel.</param>
    /// <param name="name">What traces call it.</param>
    /// <param name="pgmap">The page map that has it; null for an ordinary page.</param>
    /// <param name="references">References that users hold at the start; -1 if the page is not there yet.</param>
    /// <param name="isAnonymous">True if processes map it as their memory, and it moves.</param>
    internal Page(Linux linux, string name, Pgmap? pgmap, int references, bool isAnonymous = false)
    {
        _linux = linux;
        Name = name;
        Pgmap = pgmap;
        IsAnonymous = isAnonymous;
        Number = linux.Pages.Count + 1;
        var machine = linux.Machine;
        Memory = pgmap?.StructPages ?? machine.Lifetime(name, references >= 0);
        RefCount = new AtomicCount(machine, $"{name}->_refcount", CountFor(references), Memory);
        Owner = machine.Cell($"{name}->pgmap", pgmap?.Number ?? 0, Memory, FormatPgmap);
        InUse = machine.Cell(
            $"{name} in the driver's books",
            references > 0 ? 1 : 0,
            pgmap is { Type: MemoryType.Private or MemoryType.Public } ? pgmap.Memory : null,
            value => value == 0 ? "free" : "in use"
        );
        _usersAtBoot = machine.Registry<string>();
        if (references > 0)
        {
            _usersAtBoot.Add("users");
        }

        UserReference = machine.Resource($"reference to {name}");
        Glance = machine.Resource($"glance at {name}");
        Faulted = machine.Ghost($"fault on {name}");
        Copied = machine.Ghost($"copy of {name}");
        PinReference = machine.Resource($"pin of {name}");
        PendingIdle = machine.Ghost($"idle transition of {name}");
        Mappings = machine.Registry<Mapping>();
        Mapping = machine.Cell($"{name}->mapping", 0, Memory, FormatMapping);
        MapCount = machine.Cell($"{name}->_mapcount", 0, Memory);
        Share = machine.Cell($"{name}->share", 0, Memory);
        Index = machine.Cell($"{name}->index", 0, Memory, isDetail: true);
        Lock = linux.Atomic.SleepingLock($"lock of {name}", Memory);
        LockIsWaitedFor = machine.Cell($"folio_wait_table[{name}]", 0, null, isDetail: true);
        AssociationLock = machine.Mutex($"association of {name}", Memory);
    }

    /// <summary>What traces call it.</summary>
    public string Name { get; }

    /// <summary>Its number, from 1: the key of its <c>_refcount</c> in wait queues.</summary>
    public int Number { get; }

    /// <summary>
    /// The page map whose range the page's frame is in; null for an ordinary page. It is where the page is, and takes
    /// no step: what the struct page says of it is <see cref="ReadPgmap"/>.
    /// </summary>
    public Pgmap? Pgmap { get; }

    /// <summary>True if processes have it as their memory, and it moves.</summary>
    public bool IsAnonymous { get; }

    /// <summary>The memory that <c>struct page</c> itself is in.</summary>
    public Lifetime Memory { get; }

    /// <summary><c>page->_refcount</c>.</summary>
    public AtomicCount RefCount { get; }

    /// <summary>
    /// A reference of somebody who came by the page's frame number, and does not know whether the page is anybody's.
    /// </summary>
    public Resource Glance { get; }

    /// <summary>Held by a thread that faulted on the page until the driver has looked at what it knows of the
    /// page.</summary>
    public Resource Faulted { get; }

    /// <summary>Held by a thread that copies what is in the page, without a reference to it.</summary>
    public Resource Copied { get; }

    /// <summary><c>page->pgmap</c> as memory: the page map's number, 0 for none.</summary>
    public Cell Owner { get; }

    /// <summary>1 while the driver has handed the page out; drivers keep this themselves.</summary>
    public Cell InUse { get; }

    /// <summary><c>PG_locked</c>.</summary>
    public Mutex Lock { get; }

    /// <summary>
    /// <c>page->mapping</c>: the number of the process that a private page belongs to, or of the file of an FS_DAX
    /// page; 0 for none.
    /// </summary>
    public Cell Mapping { get; }

    /// <summary><c>page->share</c>: how many files share the page. The kernel keeps it in the word of
    /// <c>page->index</c>.</summary>
    public Cell Share { get; }

    /// <summary><c>page->index</c>: where in its file an FS_DAX page is. Only text looks at it.</summary>
    internal Cell Index { get; }

    /// <summary><c>page->_mapcount</c>, from 0. It counts mappings where <see cref="CountsMappings"/> is
    /// true.</summary>
    public Cell MapCount { get; }

    /// <summary>What a user of the page holds: get_user_pages' reference, a driver's allocation.</summary>
    public Resource UserReference { get; }

    /// <summary>What <c>pin_user_pages</c> gives: <see cref="PinBias"/> references in one.</summary>
    public Resource PinReference { get; }

    /// <summary>Held by a thread between taking the count to idle and the <c>page_free</c> callback.</summary>
    public Resource PendingIdle { get; }

    /// <summary>The wait queue of <c>&amp;page->_refcount</c>.</summary>
    public WaitQueueHead WaitQueue => _linux.WaitTable[Number % _linux.WaitTable.Count];

    /// <summary>True if somebody is told when the page becomes idle.</summary>
    public bool TellsWhenIdle => Pgmap is { TellsWhenIdle: true };

    /// <summary>True if <c>put_page</c> has to look at the static key and then at the page's type.</summary>
    public bool UsesKey => Pgmap is { UsesKey: true };

    /// <summary>The count at which the page becomes idle.</summary>
    public int IdleCount => Pgmap is { } pgmap ? _linux.Code.PageCounting.IdleAt(pgmap.Type) : 0;

    /// <summary>The count of the page while it is there and nobody uses it; 0 for an ordinary page, which then
    /// goes.</summary>
    public int FreeCount => Pgmap is { } pgmap ? _linux.Code.PageCounting.FreeCount(pgmap.Type) : 0;

    /// <summary>Page table entries that may map the page, each holding a reference where the release counts
    /// them.</summary>
    public Registry<Mapping> Mappings { get; }

    /// <summary>True if each mapping of the page holds a reference to it, and counts in <c>_mapcount</c>.</summary>
    public bool CountsMappings => Pgmap is { } pgmap && _linux.Code.PageCounting.CountsMappings(pgmap.Type);

    /// <summary>What a thread that waits for the page's lock without a reference to the page looks at
    /// (<c>folio_wait_table</c>): 1 while the lock is held. It is no part of the struct page.</summary>
    public Cell LockIsWaitedFor { get; }

    /// <summary>In no kernel: serializes changes of <see cref="Mapping"/> and <see cref="Share"/>.</summary>
    public Mutex AssociationLock { get; }

    /// <summary>Reads <c>page->pgmap</c>, and with it the page's zone and type: a use of the page. Null for an ordinary
    /// page.</summary>
    public async Routine<Pgmap?> ReadPgmap()
    {
        var number = await Owner.Load(MemoryOrder.Plain);
        return number == 0 ? null : _linux.Pgmaps[number - 1];
    }

    /// <summary>How many references to the page the state accounts for: its users', and its mappings'.</summary>
    public int References(StateView state)
    {
        var references = state.Held(UserReference) + state.Held(Glance) + (PinBias * state.Held(PinReference));
        for (var i = 0; i < Mappings.Count; i++)
        {
            references += Mappings[i].Maps(state) ? 1 : 0;
        }

        return references;
    }

    /// <summary>The running thread now holds one reference, or a pin if <paramref name="references"/> is
    /// <see cref="PinBias"/>.</summary>
    public void Hold(int references) => _linux.Machine.Hold(references == PinBias ? PinReference : UserReference);

    /// <summary>How many users hold the page, by a reference or by a pin.</summary>
    public int Users(StateView state) => state.Held(UserReference) + state.Held(PinReference);

    /// <summary>True in a state in which the page is handed out or, where mappings count, mapped.</summary>
    public bool IsInUse(StateView state) => CountsMappings ? References(state) > 0 : state[InUse] != 0;

    /// <summary>
    /// Declares references from before the scenario: one, or a pin's. Some thread has to hold
    /// <see cref="UserReference"/> or <see cref="PinReference"/> for them.
    /// </summary>
    internal void AddReferencesAtBoot(int references, string user = "user")
    {
        _linux.Machine.Preset(RefCount.Cell, references);
        if (Pgmap is { PagesHoldItInUse: true } && _usersAtBoot.Count == 0)
        {
            _linux.Machine.Preset(Pgmap.Ref.PerCpu, 1);
        }

        _usersAtBoot.Add(user);
    }

    /// <summary>Declares a page table entry that may map the page.</summary>
    internal void AddMapping(Cell entry, int value, bool maps)
    {
        Mappings.Add(new Mapping(entry, value));
        if (maps && CountsMappings)
        {
            _linux.Machine.Preset(MapCount, 1);
            AddReferencesAtBoot(1, entry.Name);
        }
    }

    /// <summary>The count that so many references make.</summary>
    public int CountFor(int references) =>
        Pgmap is { } pgmap && references >= 0
            ? _linux.Code.PageCounting.CountFor(pgmap.Type, references)
            : Math.Max(0, references);

    /// <summary>Wakes who waits until the page is idle: <c>wake_up_var</c> with the address that the release
    /// uses.</summary>
    public Routine WakeWaiters() => WaitQueue.WakeUp(Number);

    /// <summary>
    /// Takes references off <c>_refcount</c> with full ordering and returns the new value, as
    /// <c>page_ref_dec_return</c>, <c>page_ref_sub_return</c> and <c>put_page_testzero</c> do (include/linux/page_ref.h
    /// @ v4.18). Every put goes through here.
    /// </summary>
    public async Routine<int> SubReturn(int references = 1, MemoryOrder order = MemoryOrder.Full)
    {
        var count = await RefCount.Cell.Add(-references, order);
        if (count < 0)
        {
            _linux.Machine.Fail(KernelRules.CountsStayPositive, $"{Name}->_refcount drops to {count}");
        }

        if (count == IdleCount && TellsWhenIdle)
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

    private string FormatPgmap(int number) =>
        number == 0 ? "none" : Linux.NameOf(_linux.Pgmaps, number, static pgmap => pgmap.Name);

    private string FormatMapping(int number) =>
        number == 0 ? "NULL"
        : number == SharedMapping ? "PAGE_MAPPING_DAX_SHARED"
        : Pgmap is { Type: MemoryType.FsDax } ? Linux.NameOf(_linux.Files, number, static file => file.Name)
        : Linux.NameOf(_linux.AddressSpaces, number, static mm => mm.Name);
}

/// <summary>A page table entry that may map a page.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Value">What it contains while it maps the page.</param>
/// <param name="GivenUp">Held by a thread that is about to clear the entry, and has put the page.</param>
public sealed record Mapping(Cell Entry, int Value, Resource? GivenUp = null)
{
    /// <summary>True in a state in which the entry maps the page, and not only for a moment yet.</summary>
    public bool Maps(StateView state) =>
        state[Entry] == Value && (GivenUp is not { } givenUp || state.Held(givenUp) == 0);
}
