using Interleave.Memory;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Text.Objects;

namespace PgmapCheck.Model.Text.Bindings;

/// <summary>Global variables that the model has an object for.</summary>
internal static class Globals
{
    private static readonly StructBinding s_mutex = StructBinding.Of<Mutex>(
        "lock",
        ("", static (_, mutex) => new LockField(mutex))
    );

    private static readonly StructBinding s_count = StructBinding.Of<AtomicCount>(
        "count",
        ("", static (_, count) => new CellField(count.Cell))
    );

    /// <summary>The object of a name; null for a variable without one.</summary>
    public static MemoryObject? Find(TextWorld world, string name) =>
        name switch
        {
            "devmap_managed_key" or "device_private_key" => StaticKeyBinding.Of(world, world.Linux.DevmapManagedKey),
            "jump_label_mutex" => world.Object(s_mutex, world.Linux.JumpLabelMutex, name),
            "wait_table" => world.EntryWaitTable,
            "pgmap_lock" => world.Object(s_mutex, world.Linux.PgmapLock, name),
            "devmap_enable" or "devmap_managed_enable" => world.Object(s_count, world.Linux.DevmapEnable, name),
            "pgmap_array" or "pgmap_radix" => world.Object(PagemapTable.Binding, new PagemapTable(), name),
            _ => null,
        };
}
