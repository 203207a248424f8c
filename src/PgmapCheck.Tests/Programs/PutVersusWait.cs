using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;

namespace PgmapCheck.Tests.Programs;

/// <summary>A page, a waiter that sleeps until it is idle, and a put that does not wake: shaped like release_pages in
/// 2018.</summary>
internal sealed class PutVersusWait
{
    private const int Interruptible = 1;

    private readonly Cell _refcount;
    private readonly Cell _state;
    private readonly Mutex _queueLock;
    private readonly Machine _machine;
    private readonly Resource _reference;

    private PutVersusWait(Machine machine)
    {
        _machine = machine;
        _refcount = machine.Cell("page->_refcount", 2);
        _state = machine.Cell("task state", 0, null, v => v == Interruptible ? "TASK_INTERRUPTIBLE" : "TASK_RUNNING");
        _queueLock = machine.Mutex("wait queue lock");
        _reference = machine.Resource("reference to page");
    }

    public static void Fill(Machine machine)
    {
        var program = new PutVersusWait(machine);
        machine.Fiber("CPU 0 (truncate)", program.BreakLayouts);
        machine.Fiber("CPU 1 (direct I/O completion)", program.ReleasePages, false, program._reference);
        machine.Properties.DiagnoseBlocked(
            (state, _) =>
                ("every waiter is woken", $"CPU 0 sleeps, and page->_refcount is {state[program._refcount]}: idle")
        );
    }

    [RoutineName("ext4_break_layouts")]
    private async Routine BreakLayouts()
    {
        while (await _refcount.Load() != 1)
        {
            await PrepareToWait();
            if (await _refcount.Load() == 1)
            {
                return;
            }

            await _state.Until(static (value, _) => value != Interruptible, 0, "schedule()");
        }
    }

    [RoutineName("prepare_to_wait_event")]
    private async Routine PrepareToWait()
    {
        await _queueLock.Acquire();
        await _state.Store(Interruptible);
        await _queueLock.Release();
    }

    [RoutineName("release_pages")]
    private async Routine ReleasePages()
    {
        await _machine.Pass("cond_resched()");
        await PutPageTestzero();
        await _machine.Pass("no page_free(), no wake_up_var()");
    }

    [RoutineName("put_page_testzero")]
    private async Routine PutPageTestzero()
    {
        await _refcount.Add(-1);
        _machine.Drop(_reference);
    }
}
