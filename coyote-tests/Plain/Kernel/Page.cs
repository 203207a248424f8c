using System.Threading;
using System.Threading.Tasks;
using Microsoft.Coyote.Specifications;
using PgmapCheck.Plain.Monitors;

namespace PgmapCheck.Plain.Kernel;

/// <summary><c>struct page</c> of a device, and the block of the device that it stands for.</summary>
/// <remarks>
/// Every access is checked against the life of the struct page: after the access, as Coyote lets nobody in between. So
/// are the fields that say who uses the page; they are no part of the protocol, and nobody waits for them.
/// </remarks>
public sealed class Page
{
    private readonly WaitQueueHead _waitQueue = new();
    private readonly int _index;
    private Pgmap _pgmap;
    private int _refCount;
    private int _mapCount;
    private int _idleCount;
    private int _users;
    private bool _isThere;
    private bool _isBlockFreed;

    /// <summary>A page that is not there yet.</summary>
    public Page(Pgmap pgmap, int index) => (_pgmap, _index) = (pgmap, index);

    /// <summary>How many users have a reference.</summary>
    public int Users => _users;

    /// <summary>How often its driver was told that it is free.</summary>
    public int TimesFreed { get; private set; }

    /// <summary><c>page->pgmap</c>, read from the struct page.</summary>
    public Pgmap Pgmap
    {
        get
        {
            var pgmap = Volatile.Read(ref _pgmap);
            Touch();
            return pgmap;
        }
    }

    /// <summary>The page map to whose addresses it belongs; nothing is read.</summary>
    public Pgmap Range => _pgmap;

    /// <summary><c>page_ref_count</c>.</summary>
    public int RefCount => Read(ref _refCount);

    /// <summary><c>page_mapcount</c>.</summary>
    public int MapCount => Read(ref _mapCount);

    /// <summary>The struct page comes with the memory.</summary>
    public void Appear(int refCount, int idleCount)
    {
        _idleCount = idleCount;
        Volatile.Write(ref _refCount, refCount);
        _isThere = true; // with the count, and not before: that is where Coyote lets others run
        Specification.Monitor<PageLife>(new PageAppears());
    }

    /// <summary><c>arch_remove_memory</c>: from now on nobody may touch it.</summary>
    public void Disappear()
    {
        Bug.On(Users > 0, $"page {_index} goes while it is in use");
        _isThere = false;
        Specification.Monitor<PageLife>(new PageGoes());
    }

    /// <summary><c>page_ref_add_return</c>.</summary>
    public int Add(int references)
    {
        var count = Interlocked.Add(ref _refCount, references);
        Touch();
        Taken(count);
        return count;
    }

    /// <summary><c>page_ref_sub_return</c>.</summary>
    public int Subtract(int references)
    {
        var count = Interlocked.Add(ref _refCount, -references);
        Touch();
        Bug.On(count < 0, $"the count of page {_index} drops below zero");
        if (count == _idleCount)
        {
            Specification.Monitor<IdlePageWakesWaiters>(new PageBecomesIdle());
            Specification.Monitor<PageLife>(new PageBecomesIdle());
        }

        return count;
    }

    /// <summary><c>set_page_count</c>.</summary>
    public void SetCount(int count)
    {
        Volatile.Write(ref _refCount, count);
        Touch();
    }

    /// <summary><c>page_ref_add_unless(page, references, 0)</c>.</summary>
    public bool AddUnlessZero(int references)
    {
        var count = RefCount;
        while (count != 0)
        {
            var seen = Interlocked.CompareExchange(ref _refCount, count + references, count);
            Touch();
            if (seen == count)
            {
                Taken(count + references);
                return true;
            }

            count = seen;
        }

        return false;
    }

    /// <summary>A page table entry more, or one less.</summary>
    public void AddMapping(int change)
    {
        Interlocked.Add(ref _mapCount, change);
        Touch();
    }

    /// <summary><c>prepare_to_wait_event</c> on <c>page->_refcount</c>.</summary>
    public Task PrepareToWait() => _waitQueue.PrepareToWait();

    /// <summary><c>schedule</c>, for who has queued.</summary>
    public static async Task Sleep(Task woken)
    {
        Specification.Monitor<IdlePageWakesWaiters>(new WaiterSleeps());
        await woken;
        Specification.Monitor<IdlePageWakesWaiters>(new WaiterRuns());
    }

    /// <summary><c>wake_up_var(&amp;page->_refcount)</c>, which needs no more of the page than its address.</summary>
    public void WakeWaiters() => _waitQueue.WakeUp();

    /// <summary>The driver has the page back.</summary>
    public void WasFreed()
    {
        TimesFreed++;
        Specification.Monitor<PageLife>(new PageFreed());
    }

    /// <summary>Somebody has a reference to it from now on.</summary>
    public Page Hold()
    {
        Bug.On(!_isThere, $"page {_index} is taken after its memory was removed");
        Bug.On(_isBlockFreed, $"page {_index} is taken after its block was freed");
        _users++;
        return this;
    }

    /// <summary>Somebody has done with it, and is about to put it.</summary>
    public void Drop() => Interlocked.Decrement(ref _users);

    /// <summary>Its block goes to whoever asks next.</summary>
    public void FreeBlock()
    {
        _isBlockFreed = true;
        Bug.On(Users > 0, $"the block of page {_index} is freed while the page is in use");
    }

    /// <summary>True if its block is the file's no longer.</summary>
    public bool IsBlockFreed => _isBlockFreed;

    private void Taken(int count)
    {
        if (count > _idleCount)
        {
            Specification.Monitor<IdlePageWakesWaiters>(new PageTaken());
            Specification.Monitor<PageLife>(new PageTaken());
        }
    }

    private int Read(ref int field)
    {
        var value = Volatile.Read(ref field);
        Touch();
        return value;
    }

    private void Touch() => Bug.On(!_isThere, $"struct page {_index} is used while its memory is not there");
}
