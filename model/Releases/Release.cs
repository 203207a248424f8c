using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.DaxFiles;
using PgmapCheck.Model.Protocol.GetUserPages;
using PgmapCheck.Model.Protocol.Layouts;
using PgmapCheck.Model.Protocol.P2PDma;
using PgmapCheck.Model.Protocol.PrivateMemory;
using PgmapCheck.Model.Protocol.References;
using PgmapCheck.Model.Protocol.StaticKeys;
using PgmapCheck.Model.Protocol.Teardown;
using PgmapCheck.Model.Text;

namespace PgmapCheck.Model.Releases;

/// <summary>
/// A kernel: which form each part of the protocol has in it, and how it is configured. A fix replaces a part:
/// <c>KnownReleases.V4_18 with { ReleasePages = new EveryDevicePage() }</c>.
/// </summary>
/// <param name="Name">What the command line calls it, such as <c>v4.18</c> or <c>v4.18+fixes</c>.</param>
/// <param name="Title">One line about it.</param>
public sealed record Release(string Name, string Title)
    : IKernelCode,
        IStaticKeysParts,
        IReferencesParts,
        IDaxFilesParts,
        ILayoutsParts,
        IGetUserPagesParts,
        ITeardownParts,
        IPrivateMemoryParts,
        IP2PDmaParts
{
    /// <summary>The options it was built with.</summary>
    public KernelConfig Config { get; init; } = new();

    /// <summary>True from v4.18 on: pages of a DAX file system have a type and a callback of their own.</summary>
    public bool HasFsDaxPages { get; init; } = true;

    /// <summary>True if <c>put_page</c> of some pages depends on a static key.</summary>
    public bool HasManagedKey => ManagedKey.Exists && Config.DevPagemapOps;

    /// <summary>True from v4.20 on: the flavours of RCU are one (Documentation/RCU/rcu.rst there).</summary>
    public bool HasOneRcu { get; init; }

    /// <summary>True from v5.10 on: fuse has DAX files.</summary>
    public bool HasFuseDax { get; init; }

    /// <summary>True up to v6.14: ext2 has DAX files.</summary>
    public bool HasExt2Dax { get; init; } = true;

    /// <summary>
    /// True up to v5.16: mount looks up the page map of a device's page. There is no __bdev_dax_supported in v6.1;
    /// since when is from memory.
    /// </summary>
    public bool AsksForDaxSupport { get; init; } = true;

    /// <summary>True from v5.18 on: <c>folio_put</c> is used beside <c>put_page</c>.</summary>
    public bool HasFolios { get; init; }

    /// <summary>How device pages are counted.</summary>
    public required DevicePagesForm DevicePages { get; init; }

    /// <summary><c>put_page</c>.</summary>
    public required PutPageForm PutPage { get; init; }

    /// <summary><c>put_devmap_managed_page</c>.</summary>
    public required ManagedPutForm ManagedPut { get; init; }

    /// <summary><c>dev_pagemap_get_ops</c>, <c>dev_pagemap_put_ops</c>.</summary>
    public required ManagedKeyForm ManagedKey { get; init; }

    /// <summary><c>static_key_slow_dec</c>.</summary>
    public required JumpLabelForm JumpLabel { get; init; }

    /// <summary><c>release_pages</c>.</summary>
    public required ReleasePagesForm ReleasePages { get; init; }

    /// <summary><c>get_dev_pagemap</c>, <c>put_dev_pagemap</c>.</summary>
    public required PagemapLookupForm PagemapLookup { get; init; }

    /// <summary><c>percpu_ref</c>.</summary>
    public PercpuRefForm PercpuReference { get; init; } = new();

    /// <summary><c>devm_memremap_pages</c> and its release.</summary>
    public required MemremapForm Memremap { get; init; }

    /// <summary>The persistent memory driver.</summary>
    public required PmemForm Pmem { get; init; }

    /// <summary><c>hmm_devmem_add</c> and its removal.</summary>
    public required HmmForm Hmm { get; init; }

    /// <summary>Faults on private memory.</summary>
    public required PrivateFaultForm PrivateFault { get; init; }

    /// <summary><c>migrate_vma</c>.</summary>
    public required MigrateVmaForm MigrateVma { get; init; }

    /// <summary>Peer-to-peer memory.</summary>
    public P2PDmaForm P2PDma { get; init; } = new();

    /// <summary>Who comes to pages by their frame numbers.</summary>
    public required PfnWalkForm PfnWalk { get; init; }

    /// <summary><c>get_user_pages</c>, slow and fast.</summary>
    public required GetUserPagesForm GetUserPages { get; init; }

    /// <summary>The fast path through a huge entry of device memory; null where such an entry is like any
    /// other.</summary>
    public required HugeEntryForm? HugeEntries { get; init; }

    /// <summary><c>unpin_user_page</c>.</summary>
    public required UnpinForm Unpin { get; init; }

    /// <summary>How KVM releases pages.</summary>
    public required KvmForm Kvm { get; init; }

    /// <summary><c>dax_iomap_fault</c>.</summary>
    public required DaxFaultForm DaxFault { get; init; }

    /// <summary>The entries of DAX files in the page cache.</summary>
    public required DaxEntriesForm DaxEntries { get; init; }

    /// <summary>Which file a DAX page belongs to.</summary>
    public required DaxAssociationForm DaxAssociation { get; init; }

    /// <summary>The page table entries that map DAX pages.</summary>
    public required MappingsForm Mappings { get; init; }

    /// <summary><c>dax_layout_busy_page</c>.</summary>
    public required LayoutBusyPageForm LayoutBusyPage { get; init; }

    /// <summary><c>xfs_break_layouts</c>, <c>ext4_break_layouts</c>.</summary>
    public required BreakLayoutsForm BreakLayouts { get; init; }

    /// <summary>Truncation.</summary>
    public required TruncateForm Truncate { get; init; }

    /// <summary><c>__bdev_dax_supported</c>.</summary>
    public required DaxSupportForm DaxSupport { get; init; }

    /// <summary>The text that parts are read from; null for a kernel that is written by hand.</summary>
    public TextCode? Text { get; init; }

    object? IKernelCode.Boot(Linux linux) => Text?.Boot(linux);

    PageCounting IKernelCode.PageCounting => DevicePages;

    KeyCounting IKernelCode.KeyCounting => ManagedKey;

    bool IKernelCode.AssociatesFolios => DaxAssociation.AssociatesFolios;

    bool IKernelCode.ShutsFilesDown => Pmem.ShutsFilesDown;
}

/// <summary>The release that a kernel runs.</summary>
public static class BootedRelease
{
    extension(Linux linux)
    {
        /// <summary>The release that was booted.</summary>
        /// <exception cref="InvalidCastException">Other code was.</exception>
        public Release Release => (Release)linux.Code;
    }
}
