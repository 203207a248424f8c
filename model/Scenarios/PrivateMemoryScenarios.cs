using System.Collections.Immutable;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.PrivateMemory;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Scenarios.Fixtures;

namespace PgmapCheck.Model.Scenarios;

/// <summary>A process's memory moves to a device and back, is given up, and loses its device.</summary>
internal static partial class PrivateMemoryScenarios
{
    public static ImmutableArray<Scenario> All { get; } =
    [
        Of("private-migrate-and-fault", "memory goes to a device and comes back", MigrateAndFault),
        Of(
            "private-insert-vs-insert",
            "two threads want memory on the device for an address that has none",
            InsertVersusInsert
        ),
        Of(
            "private-fault-vs-ram-put",
            "a thread faults on a private page while there is no ordinary memory",
            FaultVersusRamPut
        ),
        Of("private-migrate-vs-fault", "memory goes to a device while the process uses it", MigrateVersusFault),
        Of("private-migrate-vs-zap", "memory goes to a device while the process gives it up", MigrateVersusZap),
        Of("private-fault-vs-fault", "two threads fault on one private page", FaultVersusFault),
        Of("private-fault-vs-zap", "a thread faults on a private page that another gives up", FaultVersusZap),
        Of("private-fault-vs-evict", "a thread faults on a private page that the driver moves back", FaultVersusEvict),
        Of(
            "private-zap-vs-migrate",
            "one process gives a private page up while another's memory goes to the device",
            ZapVersusMigrate
        ),
        Of(
            "private-zap-vs-insert",
            "the same, where the other process has not touched its memory yet",
            ZapVersusInsert
        ),
        Of(
            "private-walker-vs-free-page",
            "somebody looks at a private page that is free and may be handed out",
            WalkerVersusFree
        ),
        Of("private-walker-vs-put", "somebody looks at a private page while its user puts it", WalkerVersusPut),
        Of(
            "private-walker-vs-fault",
            "somebody looks at a private page while a thread faults on it",
            WalkerVersusFault
        ),
        Of("private-zap-vs-unplug", "a process gives a private page up while the device goes", ZapVersusUnplug),
        Of(
            "private-fault-vs-unplug",
            "a thread faults on a private page that another gives up before the device goes",
            FaultVersusUnplug
        ),
    ];

    private static Scenario Of(string name, string summary, Action<Linux> setUp) =>
        new(name, summary, setUp) { RunsOn = Scenario.HasPrivateMemory };

    private static void MigrateAndFault(Linux linux)
    {
        var (device, mm) = InRam(linux);
        const string Moved = "the memory is on the device";
        // MIGRATE-LRU's warning ends each execution before that; the trees that can be read have its fix.
        var moved = linux.Release is { Text: null, MigrateVma: { ListsFreedPages: true, MovesCharge: true } }
            ? linux.Machine.Ghost(Moved)
            : linux.Outcome(Moved);
        linux.Start("CPU 0 (process)", () => MigrateThenAccess(linux, mm, device, moved));
    }

    private static void InsertVersusInsert(Linux linux)
    {
        var device = PrivateDevice(linux, 0, pages: 2);
        var mm = linux.AddressSpaces.Add(new AddressSpace(linux, "process", device.Pgmap, [Ram(linux, -1)], null));
        var moved = linux.Outcome("the memory is on the device");
        linux.Start("CPU 0 (driver)", () => MigrateThenAccess(linux, mm, device, moved));
        linux.Start("CPU 1 (driver)", () => Migrate(linux, mm, device));
    }

    private static void FaultVersusRamPut(Linux linux)
    {
        var device = PrivateDevice(linux, 1);
        var page = device.Pgmap.Pages[0];
        var ram = Ram(linux, 1);
        var mm = linux.AddressSpaces.Add(new AddressSpace(linux, "process", device.Pgmap, [ram], page));
        StartAccess(linux, "CPU 0 (thread)", mm);
        linux.Start("CPU 1 (user)", () => PutPage(linux, ram), ram.UserReference);
    }

    private static void MigrateVersusFault(Linux linux)
    {
        var (device, mm) = InRam(linux);
        linux.Start("CPU 0 (driver)", () => Migrate(linux, mm, device));
        StartAccess(linux, "CPU 1 (thread)", mm);
    }

    private static void MigrateVersusZap(Linux linux)
    {
        var (device, mm) = InRam(linux);
        linux.Start("CPU 0 (driver)", () => Migrate(linux, mm, device));
        linux.Start("CPU 1 (madvise)", () => Zap(linux, mm));
    }

    private static void FaultVersusFault(Linux linux)
    {
        var (_, mm) = OnDevice(linux);
        StartAccess(linux, "CPU 0 (thread)", mm);
        StartAccess(linux, "CPU 1 (thread)", mm);
    }

    private static void FaultVersusZap(Linux linux)
    {
        var (_, mm) = OnDevice(linux);
        StartAccess(linux, "CPU 0 (thread)", mm);
        linux.Start("CPU 1 (madvise)", () => Zap(linux, mm));
    }

    private static void FaultVersusEvict(Linux linux)
    {
        var (_, mm) = OnDevice(linux);
        StartAccess(linux, "CPU 0 (thread)", mm);
        linux.Start("CPU 1 (driver)", () => linux.Release.MigrateVma.ToRam(linux, mm, null));
    }

    private static void ZapVersusMigrate(Linux linux)
    {
        var (device, mm) = OnDevice(linux);
        var ram = Ram(linux, 1);
        var other = linux.AddressSpaces.Add(new AddressSpace(linux, "process 2", device.Pgmap, [ram], ram));
        linux.Start("CPU 0 (madvise)", () => Zap(linux, mm));
        linux.Start("CPU 1 (driver)", () => Migrate(linux, other, device));
    }

    private static void ZapVersusInsert(Linux linux)
    {
        var (device, mm) = OnDevice(linux);
        var other = linux.AddressSpaces.Add(new AddressSpace(linux, "process 2", device.Pgmap, [], null));
        linux.Start("CPU 0 (madvise)", () => Zap(linux, mm));
        linux.Start("CPU 1 (driver)", () => Migrate(linux, other, device));
    }

    private static void WalkerVersusFree(Linux linux)
    {
        var page = PrivatePage(linux, 0);
        linux.Start("CPU 0 (pfn walker)", () => Look(linux, page));
        linux.Start("CPU 1 (driver)", () => AllocateAndPut(linux, page));
    }

    private static void WalkerVersusPut(Linux linux)
    {
        var page = PrivatePage(linux, 1);
        linux.Start("CPU 0 (pfn walker)", () => Look(linux, page));
        linux.Start("CPU 1 (user)", () => PutPage(linux, page), page.UserReference);
    }

    private static void WalkerVersusFault(Linux linux)
    {
        var (device, mm) = OnDevice(linux);
        linux.Start("CPU 0 (pfn walker)", () => Look(linux, device.Pgmap.Pages[0]));
        StartAccess(linux, "CPU 1 (thread)", mm);
    }

    private static void ZapVersusUnplug(Linux linux)
    {
        var (device, mm) = OnDevice(linux);
        linux.Start("CPU 0 (madvise)", () => Zap(linux, mm));
        linux.Start("CPU 1 (unbind)", () => linux.Release.Hmm.Remove(linux, device));
    }

    // The page is free when the driver lets go, as it has to be before v5.0.
    private static void FaultVersusUnplug(Linux linux)
    {
        var (device, mm) = OnDevice(linux);
        StartAccess(linux, "CPU 0 (thread)", mm);
        linux.Start("CPU 1 (madvise, unbind)", () => ZapAndRemove(linux, mm, device));
    }

    private static (HmmDevice Device, AddressSpace Memory) InRam(Linux linux)
    {
        var device = PrivateDevice(linux, 0);
        var (ram, spare) = (Ram(linux, 1), Ram(linux, -1));
        return (device, linux.AddressSpaces.Add(new AddressSpace(linux, "process", device.Pgmap, [ram, spare], ram)));
    }

    private static (HmmDevice Device, AddressSpace Memory) OnDevice(Linux linux)
    {
        var device = PrivateDevice(linux, 1);
        var page = device.Pgmap.Pages[0];
        return (
            device,
            linux.AddressSpaces.Add(new AddressSpace(linux, "process", device.Pgmap, [Ram(linux, -1)], page))
        );
    }

    private static HmmDevice PrivateDevice(Linux linux, int mappings, int pages = 1) =>
        new(linux, "gpu0", MemoryType.Private, new PgmapStart(pages, true, mappings, false) { IsAnonymous = true });

    private static Page PrivatePage(Linux linux, int users) =>
        new HmmDevice(linux, "gpu0", MemoryType.Private, new PgmapStart(1, true, users, false)).Pgmap.Pages[0];

    private static Page Ram(Linux linux, int mappings) =>
        linux.Pages.Add(new Page(linux, $"ram page {linux.Pages.Count}", null, mappings, isAnonymous: true));

    private static void StartAccess(Linux linux, string name, AddressSpace mm)
    {
        var done = linux.Outcome($"{name} reaches its memory");
        linux.Start(name, () => Access(linux, mm, done));
    }

    private static async Routine Access(Linux linux, AddressSpace mm, Interleave.Memory.Resource done)
    {
        if (await linux.Release.PrivateFault.Access(linux, mm))
        {
            linux.Machine.Hold(done);
        }
    }

    private static async Routine MigrateThenAccess(
        Linux linux,
        AddressSpace mm,
        HmmDevice device,
        Interleave.Memory.Resource moved
    )
    {
        await linux.Release.MigrateVma.ToDevice(linux, mm, device);
        if (AddressSpace.KindOf(await mm.Entry.Load()) is PteKind.DevicePrivate)
        {
            linux.Machine.Hold(moved);
        }

        await linux.Release.PrivateFault.Access(linux, mm);
    }

    private static async Routine Migrate(Linux linux, AddressSpace mm, HmmDevice device) =>
        await linux.Release.MigrateVma.ToDevice(linux, mm, device);

    private static async Routine Look(Linux linux, Page page) => await linux.Release.PfnWalk.Look(linux, page);

    private static async Routine Zap(Linux linux, AddressSpace mm) => await linux.Release.PrivateFault.Zap(linux, mm);

    private static async Routine ZapAndRemove(Linux linux, AddressSpace mm, HmmDevice device)
    {
        await Zap(linux, mm);
        await linux.Release.Hmm.Remove(linux, device);
    }

    private static async Routine AllocateAndPut(Linux linux, Page page)
    {
        await linux.Release.Hmm.Allocate(linux, page);
        await PutPage(linux, page);
    }
}
