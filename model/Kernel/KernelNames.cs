using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace PgmapCheck.Model.Kernel;

/// <summary>
/// What a kernel calls the function that a routine is, and where it has it: routines are written once, and functions
/// are renamed and moved. Read in trees of v4.14, v4.18, v5.3, v5.10, v6.1, v6.12 and v6.17; between two of these the
/// release is that of the commit where its number is known, else the earliest that it can be.
/// </summary>
public static partial class KernelNames
{
    private static readonly FrozenDictionary<string, KernelName[]> s_names = new Dictionary<string, KernelName[]>
    {
        ["__gup_device_huge"] = [new("v6.10", "gup_fast_devmap_leaf", "mm/gup.c")],
        ["gup_pte_range"] = [new("v6.10", "gup_fast_pte_range", "mm/gup.c")],
        ["gup_fast_pte_range"] =
        [
            new("v4.14", "gup_pte_range", "mm/gup.c"),
            new("v6.10", "gup_fast_pte_range", "mm/gup.c"),
        ],
        ["undo_dev_pagemap"] = [new("v6.10", "gup_fast_undo_dev_pagemap", "mm/gup.c")],
        ["try_get_page"] = [new("v5.7", "try_grab_page", "mm/gup.c"), new("v6.10", "try_grab_folio", "mm/gup.c")],
        ["__put_page"] = [new("v6.0", "__folio_put", "mm/swap.c")],
        ["put_devmap_managed_page"] =
        [
            new("v5.7", "page_is_devmap_managed", "include/linux/mm.h"),
            new("v5.18", "put_devmap_managed_page", "include/linux/mm.h"),
            new("v6.10", "put_devmap_managed_folio_refs", "include/linux/mm.h"),
        ],
        ["__put_devmap_managed_page"] =
        [
            new("v4.18", "__put_devmap_managed_page", "kernel/memremap.c"),
            new("v5.3", "__put_devmap_managed_page", "mm/memremap.c"),
            new("v5.7", "put_devmap_managed_page", "mm/swap.c"),
            new("v5.18", "__put_devmap_managed_page", "mm/memremap.c"),
            new("v5.19", "__put_devmap_managed_page_refs", "mm/memremap.c"),
            new("v6.10", "__put_devmap_managed_folio_refs", "mm/memremap.c"),
        ],
        ["free_zone_device_page"] = [new("v6.10", "free_zone_device_folio", "mm/memremap.c")],
        ["dev_pagemap_get_ops"] = [new("v5.3", "devmap_managed_enable_get", "mm/memremap.c")],
        ["dev_pagemap_put_ops"] = [new("v5.3", "devmap_managed_enable_put", "mm/memremap.c")],
        ["devm_memremap_pages"] = [new("v5.3", "devm_memremap_pages", "mm/memremap.c")],
        ["devm_memremap_pages_release"] = [new("v5.3", "devm_memremap_pages_release", "mm/memremap.c")],
        ["get_dev_pagemap"] = [new("v5.3", "get_dev_pagemap", "mm/memremap.c")],
        ["pgmap_radix_release"] =
        [
            new("v4.20", "pgmap_array_delete", "kernel/memremap.c"),
            new("v5.3", "pgmap_array_delete", "mm/memremap.c"),
        ],
        ["arch_add_memory"] = [new("v4.14", "arch_add_memory", "arch/x86/mm/init_64.c")],
        ["arch_remove_memory"] = [new("v4.14", "arch_remove_memory", "arch/x86/mm/init_64.c")],
        ["percpu_ref_kill"] = [new("v4.14", "percpu_ref_kill", "include/linux/percpu-refcount.h")],
        ["synchronize_rcu"] =
        [
            new("v4.14", "synchronize_rcu", "kernel/rcu/tree_plugin.h"),
            new("v5.0", "synchronize_rcu", "kernel/rcu/tree.c"),
        ],
        ["devm_remove_action"] = [new("v6.17", "devm_remove_action", "include/linux/device/devres.h")],
        ["devm_add_action_or_reset"] = [new("v6.17", "devm_add_action_or_reset", "include/linux/device/devres.h")],
        ["fsdax_pagefree"] =
        [
            new("v5.3", "pmem_pagemap_page_free", "drivers/nvdimm/pmem.c"),
            new("v5.7", "free_devmap_managed_page", "mm/memremap.c"),
            new("v5.18", null, "mm/memremap.c"),
        ],
        ["hmm_devmem_fault"] = [new("v5.8", "dmirror_devmem_fault", "lib/test_hmm.c")],
        ["hmm_devmem_free"] = [new("v5.8", "dmirror_devmem_free", "lib/test_hmm.c")],
        ["is_device_private_page"] = [new("v5.18", "is_device_private_page", "include/linux/memremap.h")],
        ["migrate_page_move_mapping"] =
        [
            new("v5.16", "folio_migrate_mapping", "mm/migrate.c"),
            new("v6.10", "__folio_migrate_mapping", "mm/migrate.c"),
        ],
        ["migrate_vma_check_page"] = [new("v5.18", "migrate_vma_check_page", "mm/migrate_device.c")],
        ["migrate_vma_collect_pmd"] = [new("v5.18", "migrate_vma_collect_pmd", "mm/migrate_device.c")],
        ["migrate_vma_insert_page"] = [new("v5.18", "migrate_vma_insert_page", "mm/migrate_device.c")],
        ["softleaf_entry_wait_on_locked"] =
        [
            new("v5.17", "migration_entry_wait_on_locked", "mm/filemap.c"),
            new("v7.0", "softleaf_entry_wait_on_locked", "mm/filemap.c"),
        ],
        ["vmf_insert_mixed"] =
        [
            new("v4.14", "vm_insert_mixed", "mm/memory.c"),
            new("v4.18", "vmf_insert_mixed", "include/linux/mm.h"),
            new("v4.20", "vmf_insert_mixed", "mm/memory.c"),
        ],
        ["kvm_release_pfn_clean"] = [new("v6.13", "kvm_release_page_clean", "virt/kvm/kvm_main.c")],
        ["dax_insert_mapping_entry"] = [new("v4.20", "dax_insert_entry", "fs/dax.c")],
        ["dax_lock_page"] = [new("v6.10", "dax_lock_folio", "fs/dax.c")],
        ["get_unlocked_entry"] =
        [
            new("v4.14", "get_unlocked_mapping_entry", "fs/dax.c"),
            new("v4.20", "get_unlocked_entry", "fs/dax.c"),
            new("v6.16", "get_next_unlocked_entry", "fs/dax.c"),
        ],
        ["put_unlocked_entry"] =
        [
            new("v4.14", "put_unlocked_mapping_entry", "fs/dax.c"),
            new("v4.20", "put_unlocked_entry", "fs/dax.c"),
        ],
        ["dax_wake_entry"] =
        [
            new("v4.14", "dax_wake_mapping_entry_waiter", "fs/dax.c"),
            new("v4.20", "dax_wake_entry", "fs/dax.c"),
        ],
        ["dax_unlock_entry"] =
        [
            new("v4.14", "dax_unlock_mapping_entry", "fs/dax.c"),
            new("v4.20", "dax_unlock_entry", "fs/dax.c"),
        ],
        ["__dax_invalidate_entry"] =
        [
            new("v4.14", "__dax_invalidate_mapping_entry", "fs/dax.c"),
            new("v4.20", "__dax_invalidate_entry", "fs/dax.c"),
        ],
        ["dax_fault_cow_page"] =
        [
            new("v4.14", "dax_iomap_pte_fault", "fs/dax.c"),
            new("v5.15", "dax_fault_cow_page", "fs/dax.c"),
        ],
        ["xfs_break_layouts"] = [new("v6.12", "xfs_break_layouts", "fs/xfs/xfs_inode.c")],
        ["xfs_wait_dax_page"] = [new("v6.12", "xfs_wait_dax_page", "fs/xfs/xfs_inode.c")],
    }.ToFrozenDictionary();

    /// <summary>What a kernel calls a routine's function; null for a routine that is no kernel function.</summary>
    /// <param name="routine">The routine; null for code that is interpreted.</param>
    /// <param name="kernel">The kernel, whose name begins with its release: <c>v6.15+fixes</c>.</param>
    public static KernelName? Of(MethodInfo? routine, string kernel) =>
        routine?.GetCustomAttribute<KernelFunctionAttribute>(false) is { } function ? Of(function, kernel) : null;

    /// <summary>
    /// What a kernel calls a function. One that has only one name, and a kernel that is no release's, have the names
    /// that the model has.
    /// </summary>
    public static KernelName Of(KernelFunctionAttribute function, string kernel)
    {
        ArgumentNullException.ThrowIfNull(function);
        return s_names.TryGetValue(function.Name, out var names) && VersionOf(kernel) is { } version
            ? names.LastOrDefault(name => VersionOf(name.Since) <= version) ?? AsModelled(function)
            : AsModelled(function);
    }

    /// <summary>Every name in the table.</summary>
    public static IEnumerable<(string Function, KernelName Name)> All =>
        s_names.SelectMany(names => names.Value.Select(name => (names.Key, name)));

    private static KernelName AsModelled(KernelFunctionAttribute function) =>
        new(function.Version, function.Name, function.File);

    private static Version? VersionOf(string name) =>
        Release().Match(name) is { Success: true } match
            ? new(
                int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture),
                int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture)
            )
            : null;

    [GeneratedRegex(@"^v(\d{1,3})\.(\d{1,3})")]
    private static partial Regex Release();
}

/// <summary>A function's name in C, and its file, from a release on.</summary>
/// <param name="Since">The release.</param>
/// <param name="Name">The name; null where its code is part of its caller's.</param>
/// <param name="File">The path in the kernel tree.</param>
public sealed record KernelName(string Since, string? Name, string File);
