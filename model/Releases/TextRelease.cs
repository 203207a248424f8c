using System.Collections.Frozen;
using System.Collections.Immutable;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.StaticKeys;
using PgmapCheck.Model.Text;
using PgmapCheck.Model.Text.Bindings;
using PgmapCheck.Model.Text.Parts;

namespace PgmapCheck.Model.Releases;

/// <summary>A release whose parts call the functions of a kernel tree; what is not read from it is that of another
/// release.</summary>
public static class TextRelease
{
    /// <summary>The parts that are read from text, by the names that options use.</summary>
    public static IReadOnlyList<string> Parts { get; } =
    [
        "PutPage",
        "ReleasePages",
        "DevicePages",
        "PagemapLookup",
        "JumpLabel",
        "ManagedKey",
        "PercpuReference",
        "Memremap",
        "BreakLayouts",
        "DaxEntries",
        "LayoutBusyPage",
        "DaxFault",
        "Mappings",
        "GetUserPages",
        "Unpin",
        "MigrateVma",
        "PrivateFault",
        "Hmm",
        "P2PDma",
        "Kvm",
        "PfnWalk",
        "Truncate",
    ];

    private static readonly FrozenDictionary<string, ImmutableArray<string>> s_callers = new Dictionary<
        string,
        ImmutableArray<string>
    >
    {
        // Whoever puts a page may free it, first use is where a fault maps it, and a page map counts its pages.
        ["DevicePages"] = ["PutPage", "ReleasePages", "GetUserPages", "Unpin", "DaxFault", "Memremap"],
        ["ManagedPut"] = ["PutPage", "ReleasePages", "GetUserPages", "Unpin"],
        ["DaxAssociation"] = ["DaxEntries", "DaxFault", "LayoutBusyPage", "Truncate"],
        ["HugeEntries"] = ["GetUserPages"],
        ["PrivateFault"] = ["MigrateVma"], // which knows the fault it is called from
    }.ToFrozenDictionary();

    /// <summary>Takes every part from the text whose functions the tree has.</summary>
    /// <param name="text">The tree's functions.</param>
    /// <param name="name">What reports call the kernel.</param>
    /// <param name="hand">The release that supplies the rest.</param>
    /// <param name="parts">Only these parts; null for all.</param>
    public static Release Of(TextCode text, string name, Release hand, IReadOnlyCollection<string>? parts = null)
    {
        var release = hand with
        {
            Name = name,
            Title = $"text, and {hand.Name} for what is not read from it",
            Text = text,
        };
        bool Takes(string part) => parts is null || parts.Contains(part);
        if (Takes("PutPage") && text.Has("put_page") && text.FirstOf("__folio_put", "__put_page") is { } last)
        {
            release = release with { PutPage = new TextPutPage(last, text.Has("folio_put")) };
        }

        if (Takes("ReleasePages") && text.Has("release_pages"))
        {
            release = release with { ReleasePages = new TextReleasePages() };
        }

        if (Takes("DevicePages") && text.FirstOf("free_zone_device_folio", "free_zone_device_page") is { } free)
        {
            release = release with { DevicePages = new TextDevicePages(hand.DevicePages, free) };
        }

        if (Takes("PagemapLookup") && text.Has("get_dev_pagemap", "put_dev_pagemap"))
        {
            release = release with { PagemapLookup = new TextPagemapLookup() };
        }

        if (Takes("JumpLabel") && text.Has("static_key_slow_inc", "static_key_slow_dec"))
        {
            release = release with { JumpLabel = new TextJumpLabel() };
        }

        if (Takes("PercpuReference") && text.Has("percpu_ref_get_many", "percpu_ref_kill", "percpu_ref_exit"))
        {
            var allocates = text.Program.Record("struct percpu_ref_data") is not null;
            release = release with { PercpuReference = new TextPercpuRef(allocates) };
        }

        if (
            Takes("Memremap")
            && text.Has("devm_memremap_pages", "pgmap_array_delete") // not v4.18's tree of ranges
            && text.FirstOf("memunmap_pages", "devm_memremap_pages_release") is { } unmap
        )
        {
            release = release with { Memremap = new TextMemremap(hand.Memremap, unmap) };
        }

        if (
            Takes("ManagedKey")
            && text.FirstOf("dev_pagemap_put_ops", "devmap_managed_enable_put") is { } put
            && hand.ManagedKey is CountThenSwitch
        )
        {
            release = release with { ManagedKey = new TextManagedKey(text.FirstOf("dev_pagemap_get_ops"), put) };
        }

        if (Takes("BreakLayouts") && FileSystemsIn(text) is { IsEmpty: false } systems)
        {
            release = release with { BreakLayouts = new TextBreakLayouts(hand.BreakLayouts, systems) };
        }

        if (
            Takes("DaxEntries")
            && text.Has("grab_mapping_entry", "dax_unlock_entry", "dax_delete_mapping_entry")
            && text.FirstOf("get_next_unlocked_entry", "get_unlocked_entry") is not null
            && text.Has("dax_writeback_mapping_range", "__wake_up")
            && text.Program.Record("struct xa_state") is not null
            && text.FirstOf("dax_lock_folio", "dax_lock_page") is { } lockPage
        )
        {
            release = release with { DaxEntries = new TextDaxEntries(hand.DaxEntries, lockPage) };
        }

        if (
            Takes("LayoutBusyPage")
            && text.Has("dax_layout_busy_page_range", "__wake_up")
            && text.FirstOf("get_next_unlocked_entry", "get_unlocked_entry") is not null
            && text.Program.Record("struct xa_state") is not null
        )
        {
            release = release with { LayoutBusyPage = new TextLayoutBusyPage(hand.LayoutBusyPage) };
        }

        if (
            Takes("DaxFault")
            && release.DaxEntries is TextDaxEntries
            && text.Has("dax_iomap_pte_fault", "dax_fault_iter")
            && text.FirstOf("vmf_insert_page_mkwrite", "vmf_insert_mixed") is not null
        )
        {
            release = release with { DaxFault = new TextDaxFault(hand.DaxFault) };
        }

        if (
            Takes("Mappings")
            && text.Has("zap_pte_range")
            && text.Program.Record("struct zap_details")?.Layout?.Find("even_cows") is not null
            && text.Program.Number("_PAGE_DEVMAP") is not null // later, pages of files have counted mappings
        )
        {
            release = release with { Mappings = new TextMappings(hand.Mappings) };
        }

        if (
            Takes("GetUserPages")
            && text.Has("__get_user_pages", "follow_page_pte")
            && text.FirstOf("gup_fast", "lockless_pages_from_mm") is { } fast
        )
        {
            release = release with
            {
                GetUserPages = new TextGetUserPages(hand.GetUserPages, fast),
                HugeEntries = hand.HugeEntries is { } huge ? new TextHugeEntries(huge, fast) : null,
            };
        }

        if (Takes("Unpin") && text.Has("unpin_user_page", "gup_put_folio"))
        {
            release = release with { Unpin = new TextUnpin() };
        }

        if (
            Takes("MigrateVma")
            && text.Has("migrate_vma_setup", "migrate_vma_pages", "migrate_vma_finalize")
            && text.Has("remove_migration_pte", "zone_device_page_init")
        )
        {
            release = release with { MigrateVma = new TextMigrateVma(hand.MigrateVma) };
            release = Takes("Hmm") ? release with { Hmm = new TextHmm(hand.Hmm) } : release;
            release = Takes("PrivateFault")
                ? release with
                {
                    PrivateFault = new TextPrivateFault(hand.PrivateFault),
                }
                : release;
        }

        if (
            Takes("P2PDma")
            && text.Has("pci_alloc_p2pmem", "pci_free_p2pmem")
            && release.PercpuReference is TextPercpuRef
            && PgmapBinding.RefIsWithin(text)
        )
        {
            release = release with { P2PDma = new TextP2PDma(hand.P2PDma) };
        }

        if (Takes("Kvm") && text.Has("kvm_release_pfn_clean", "kvm_pfn_to_refcounted_page"))
        {
            release = release with { Kvm = new TextKvm(hand.Kvm) };
        }

        if (Takes("PfnWalk") && text.Has("memory_failure_dev_pagemap", "mf_generic_kill_procs"))
        {
            release = release with { PfnWalk = new TextPfnWalk(hand.PfnWalk) };
        }

        if (Takes("Truncate") && text.Has("truncate_folio_batch_exceptionals", "dax_delete_mapping_entry"))
        {
            release = release with { Truncate = new TextTruncate(hand.Truncate) };
        }

        return release;
    }

    /// <summary>Whether text runs in the place of a part: it is read from text, or text of another part calls what it
    /// does.</summary>
    /// <param name="part">A part's name.</param>
    /// <param name="fromText">The parts that are read from text.</param>
    public static bool Covers(string part, IReadOnlyCollection<string> fromText)
    {
        ArgumentNullException.ThrowIfNull(fromText);
        return fromText.Contains(part)
            || (!Parts.Contains(part) && s_callers.GetValueOrDefault(part, []).Any(fromText.Contains));
    }

    /// <summary>The same text, with some parts by hand again.</summary>
    /// <param name="text">A kernel from text.</param>
    /// <param name="hand">The release that supplies what is by hand.</param>
    /// <param name="byHand">
    /// Parts that are not read from the text. Text calls text: what calls a function of such a part goes with it, or
    /// would run the text's function all the same. So <c>put_devmap_managed_page</c> takes whoever puts pages along.
    /// </param>
    public static Release WithHand(Release text, Release hand, IReadOnlyCollection<string> byHand)
    {
        var parts = byHand.Concat(byHand.SelectMany(part => s_callers.GetValueOrDefault(part, [])));
        return Of(text.Text!, text.Name, hand, [.. Parts.Except(parts)]);
    }

    // Whose files' layouts the tree can break.
    private static ImmutableArray<FileSystem> FileSystemsIn(TextCode text)
    {
        var found = ImmutableArray.CreateBuilder<FileSystem>();
        foreach (
            var (system, function) in (ReadOnlySpan<(FileSystem, string)>)
                [
                    (FileSystem.Xfs, "xfs_break_layouts"),
                    (FileSystem.Ext4, "ext4_break_layouts"),
                    (FileSystem.Fuse, "fuse_dax_break_layouts"),
                ]
        )
        {
            if (text.Has(function))
            {
                found.Add(system);
            }
        }

        return found.ToImmutable();
    }
}
