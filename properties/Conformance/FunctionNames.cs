using System.Collections.Immutable;

namespace PgmapCheck.Properties.Conformance;

/// <summary>What one function was called over the years.</summary>
internal static class FunctionNames
{
    private static readonly ImmutableArray<ImmutableArray<string>> s_same =
    [
        ["put_devmap_managed_page", "put_devmap_managed_page_refs", "put_devmap_managed_folio_refs"],
        ["__put_devmap_managed_page", "__put_devmap_managed_page_refs", "__put_devmap_managed_folio_refs"],
        ["__put_page", "__folio_put"],
        ["release_pages", "folios_put_refs"],
        ["free_zone_device_page", "free_zone_device_folio"],
        ["devm_memremap_pages_release", "memunmap_pages"],
        ["pgmap_radix_release", "pgmap_array_delete"],
        ["dev_pagemap_get_ops", "devmap_managed_enable_get"],
        ["dev_pagemap_put_ops", "devmap_managed_enable_put"],
        ["undo_dev_pagemap", "gup_fast_undo_dev_pagemap"],
        ["gup_pte_range", "gup_fast_pte_range"],
        ["__gup_device_huge", "gup_fast_devmap_leaf"],
        ["try_get_page", "try_grab_page", "try_grab_folio"],
        ["dax_lock_page", "dax_lock_folio"],
        ["dax_insert_mapping_entry", "dax_insert_entry"],
        ["dax_iomap_fault", "dax_iomap_pte_fault"],
        ["dax_layout_busy_page", "dax_layout_busy_page_range"],
        ["truncate_inode_pages_range", "truncate_folio_batch_exceptionals"],
        ["percpu_ref_get", "percpu_ref_get_many"],
        ["percpu_ref_put", "percpu_ref_put_many"],
        ["static_key_slow_dec", "__static_key_slow_dec"],
        ["migration_entry_wait", "__migration_entry_wait", "migration_entry_wait_on_locked"],
        ["migrate_page_move_mapping", "folio_migrate_mapping", "__folio_migrate_mapping"],
        ["unmap_mapping_range", "unmap_mapping_pages"],
        ["memory_failure", "memory_failure_dev_pagemap"],
    ];

    private static readonly ImmutableDictionary<string, ImmutableArray<string>> s_byName = s_same
        .SelectMany(static names => names.Select(name => KeyValuePair.Create(name, names)))
        .ToImmutableDictionary(StringComparer.Ordinal);

    /// <summary>The name that stands for all of a function's names.</summary>
    public static string Canonical(string name) => s_byName.TryGetValue(name, out var names) ? names[0] : name;

    /// <summary>All of a function's names.</summary>
    public static ImmutableArray<string> All(string name) => s_byName.GetValueOrDefault(name, [name]);
}
