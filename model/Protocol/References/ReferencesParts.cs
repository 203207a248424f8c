using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.References;

/// <summary>The parts of the protocol that are about references to pages and page maps.</summary>
public interface IReferencesParts
{
    /// <summary>How device pages are counted.</summary>
    DevicePagesForm DevicePages { get; }

    /// <summary><c>put_page</c>.</summary>
    PutPageForm PutPage { get; }

    /// <summary><c>put_devmap_managed_page</c>.</summary>
    ManagedPutForm ManagedPut { get; }

    /// <summary><c>release_pages</c>.</summary>
    ReleasePagesForm ReleasePages { get; }

    /// <summary><c>get_dev_pagemap</c>, <c>put_dev_pagemap</c>.</summary>
    PagemapLookupForm PagemapLookup { get; }

    /// <summary><c>__bdev_dax_supported</c>.</summary>
    DaxSupportForm DaxSupport { get; }

    /// <summary>Who comes to pages by their frame numbers.</summary>
    PfnWalkForm PfnWalk { get; }
}

/// <summary>The parts of the code that a kernel runs.</summary>
public static class ReferencesParts
{
    extension(Linux linux)
    {
        /// <summary>How device pages are counted.</summary>
        public DevicePagesForm DevicePages => linux.Code.Parts<IReferencesParts>().DevicePages;

        /// <summary><c>put_page</c>.</summary>
        public PutPageForm PutPage => linux.Code.Parts<IReferencesParts>().PutPage;

        /// <summary><c>put_devmap_managed_page</c>.</summary>
        public ManagedPutForm ManagedPut => linux.Code.Parts<IReferencesParts>().ManagedPut;

        /// <summary><c>release_pages</c>.</summary>
        public ReleasePagesForm ReleasePages => linux.Code.Parts<IReferencesParts>().ReleasePages;

        /// <summary><c>get_dev_pagemap</c>, <c>put_dev_pagemap</c>.</summary>
        public PagemapLookupForm PagemapLookup => linux.Code.Parts<IReferencesParts>().PagemapLookup;

        /// <summary><c>__bdev_dax_supported</c>.</summary>
        public DaxSupportForm DaxSupport => linux.Code.Parts<IReferencesParts>().DaxSupport;

        /// <summary>Who comes to pages by their frame numbers.</summary>
        public PfnWalkForm PfnWalk => linux.Code.Parts<IReferencesParts>().PfnWalk;
    }
}
