using Interleave.Memory;
using Interleave.Programs;

namespace PgmapCheck.Model.Kernel;

/// <summary>A booted kernel: a release's code, its global variables, and the hardware that a scenario gave
/// it.</summary>
public sealed class Linux
{
    /// <summary>Sites of <see cref="DevmapManagedKey"/>: <c>put_page</c> and everything that inlines it.</summary>
    public const int PutPageSite = 0;

    /// <summary>Site of <see cref="DevmapManagedKey"/> in <c>release_pages</c>, patched at another moment.</summary>
    public const int ReleasePagesSite = 1;

    private const int WaitQueues = 2;

    private readonly bool _deservesWarnings;
    private readonly bool _hasFullCounts;

    /// <summary>Boots <paramref name="code"/>.</summary>
    /// <param name="machine">The machine to boot on.</param>
    /// <param name="code">The code to run.</param>
    /// <param name="hardware">What it finds there.</param>
    public Linux(Machine machine, IKernelCode code, Hardware hardware)
    {
        _deservesWarnings = hardware.DeservesWarnings;
        _hasFullCounts = hardware.HasFullCounts;
        Machine = machine;
        Code = code;
        machine.RoutineNames = call =>
            KernelNames.Of(call.Method, code.Name) is { } function ? function.Name : call.Name;
        Tasks = machine.Registry<TaskStruct>();
        Pgmaps = machine.Registry<Pgmap>();
        Pages = machine.Registry<Page>();
        Files = machine.Registry<DaxFile>();
        AddressSpaces = machine.Registry<AddressSpace>();
        Devices = machine.Registry<Device>();
        Atomic = new AtomicSections(machine);
        Rcu = new Rcu(machine, "rcu", Atomic);
        RcuSched = code.HasOneRcu ? Rcu : new Rcu(machine, "rcu_sched", Atomic);
        JumpLabelMutex = Atomic.SleepingLock("jump_label_mutex");
        PgmapLock = Atomic.SleepingLock("pgmap_lock");
        Outcomes = machine.Registry<Resource>();
        DevmapManagedKey = new StaticKey(this, code.KeyCounting.KeyName, ["put_page", "release_pages"]);
        DevmapEnable = new AtomicCount(machine, "devmap_enable", 0);
        KeyUsersAtBoot = machine.Registry<string>();
        KeyUser = machine.Ghost("dev_pagemap_get_ops");
        KeyUse = machine.Resource($"use of {code.KeyCounting.KeyName}");
        var queues = hardware.OneWaitQueue ? 1 : WaitQueues;
        WaitTable = machine.Registry<WaitQueueHead>();
        for (var queue = 0; queue < queues; queue++)
        {
            WaitTable.Add(new WaitQueueHead(this, $"wait queue {queue}"));
        }

        Booted = code.Boot(this);
    }

    /// <summary>The machine it runs on.</summary>
    public Machine Machine { get; }

    /// <summary>The code it runs.</summary>
    public IKernelCode Code { get; }

    /// <summary>What the code keeps beside the objects (<see cref="IKernelCode.Boot"/>); null for nothing.</summary>
    public object? Booted { get; }

    /// <summary>The options that the code was built with.</summary>
    public KernelConfig Config => Code.Config;

    /// <summary>Threads that can sleep.</summary>
    public Registry<TaskStruct> Tasks { get; }

    /// <summary>All page maps, mapped or not.</summary>
    public Registry<Pgmap> Pgmaps { get; }

    /// <summary>All pages of all page maps, and ordinary ones.</summary>
    public Registry<Page> Pages { get; }

    /// <summary>Files on DAX file systems.</summary>
    public Registry<DaxFile> Files { get; }

    /// <summary>Processes whose anonymous memory may be on a device.</summary>
    public Registry<AddressSpace> AddressSpaces { get; }

    /// <summary>Devices with managed resources.</summary>
    public Registry<Device> Devices { get; }

    /// <summary>Where threads must not sleep.</summary>
    public AtomicSections Atomic { get; }

    /// <summary>The RCU flavour of <c>rcu_read_lock</c>.</summary>
    public Rcu Rcu { get; }

    /// <summary>The flavour of <c>rcu_read_lock_sched</c>, which percpu_ref uses in v4.18; from v4.20 on the same as
    /// <see cref="Rcu"/>.</summary>
    public Rcu RcuSched { get; }

    /// <summary><c>jump_label_mutex</c>.</summary>
    public Mutex JumpLabelMutex { get; }

    /// <summary><c>pgmap_lock</c>: serializes changes of the pfn to page map table. A mutex up to v4.20; later the
    /// table's own lock, which is dropped where a change has to wait for memory (<c>GFP_KERNEL</c>).</summary>
    public Mutex PgmapLock { get; }

    /// <summary><c>devmap_managed_key</c>.</summary>
    public StaticKey DevmapManagedKey { get; }

    /// <summary><c>devmap_enable</c>: how many callers want the key, where the release counts them beside it.</summary>
    public AtomicCount DevmapEnable { get; }

    /// <summary>Users of the key from before the scenario.</summary>
    public Registry<string> KeyUsersAtBoot { get; }

    /// <summary>Held by a thread that stands for a driver: it wants the key although it has no page map here.</summary>
    public Resource KeyUse { get; }

    /// <summary>Held from the return of <c>dev_pagemap_get_ops</c> to the call of <c>dev_pagemap_put_ops</c>.</summary>
    public Resource KeyUser { get; }

    /// <summary>The hashed wait queues of <c>wait_var_event</c>.</summary>
    public Registry<WaitQueueHead> WaitTable { get; }

    /// <summary>What threads note about how things went, for <c>sometimes</c> properties.</summary>
    public Registry<Resource> Outcomes { get; }

    /// <summary>Declares that somebody uses the static key since before the scenario.</summary>
    public void AddKeyUserAtBoot(string user)
    {
        var (key, before) = (Code.KeyCounting, KeyUsersAtBoot.Count);
        KeyUsersAtBoot.Add(user);
        Machine.Preset(DevmapManagedKey.Enabled.Cell, key.EnabledFor(before + 1) - key.EnabledFor(before));
        Machine.Preset(DevmapEnable.Cell, key.DevmapEnableFor(before + 1) - key.DevmapEnableFor(before));
        foreach (var site in before == 0 ? DevmapManagedKey.Sites : [])
        {
            Machine.Preset(site, 1);
        }
    }

    /// <summary>Declares something that should happen in at least one execution.</summary>
    public Resource Outcome(string name)
    {
        var outcome = Outcomes.Add(Machine.Ghost(name));
        Machine.Properties.Sometimes(name, state => state.Held(outcome) > 0);
        return outcome;
    }

    /// <summary>Declares a thread that can sleep, and starts it.</summary>
    /// <exception cref="InvalidOperationException">There are as many as fit into a wait queue.</exception>
    public void StartTask(
        string name,
        Func<TaskStruct, Interleave.Routines.Routine> body,
        params ReadOnlySpan<Resource> holds
    )
    {
        if (Tasks.Count == WaitQueueHead.MaxTasks)
        {
            throw new InvalidOperationException(
                $"a scenario has at most {WaitQueueHead.MaxTasks} threads that can sleep"
            );
        }

        var task = Tasks.Add(new TaskStruct(this, name, Tasks.Count + 1));
        Machine.Fiber(name, () => body(task), false, holds);
    }

    /// <summary>Starts a thread that never sleeps in a wait queue. Threads with equal bodies are
    /// interchangeable.</summary>
    public void Start(string name, Func<Interleave.Routines.Routine> body, params ReadOnlySpan<Resource> holds) =>
        Machine.Fiber(name, body, false, holds);

    /// <summary>True if the scenario has counts that are about to overflow.</summary>
    internal bool HasFullCounts => _hasFullCounts;

    /// <summary>Whether <c>get_user_pages</c> finds a page's count too high to add to: a fault to inject, if the
    /// scenario wants faults.</summary>
    public async Interleave.Routines.Routine<bool> RefusesGrab(Page page) =>
        _hasFullCounts && await Machine.Choose(2, $"{page.Name}->_refcount is about to overflow") == 1;

    /// <summary>What traces call the object of a number in a cell; it may be wrong, and then there is none.</summary>
    internal static string NameOf<T>(Registry<T> registry, int number, Func<T, string> name)
        where T : class =>
        number >= 1 && number <= registry.Count ? name(registry[number - 1]) : $"no object ({number})";

    /// <summary>A <c>WARN_ON</c> triggered: the running step breaks an assumption of the kernel's authors.</summary>
    public void Warn(string function, string what)
    {
        if (!_deservesWarnings)
        {
            Machine.Fail(KernelRules.NoWarnings, $"WARN in {function}: {what}");
        }
    }
}
