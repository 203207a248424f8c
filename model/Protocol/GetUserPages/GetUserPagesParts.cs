using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.GetUserPages;

/// <summary>The parts of the protocol that are about taking the pages that a process has mapped.</summary>
public interface IGetUserPagesParts
{
    /// <summary><c>get_user_pages</c>, slow and fast.</summary>
    GetUserPagesForm GetUserPages { get; }

    /// <summary>The fast path through a huge entry of device memory; null where such an entry is like any
    /// other.</summary>
    HugeEntryForm? HugeEntries { get; }

    /// <summary><c>unpin_user_page</c>.</summary>
    UnpinForm Unpin { get; }

    /// <summary>How KVM releases pages.</summary>
    KvmForm Kvm { get; }
}

/// <summary>The parts of the code that a kernel runs.</summary>
public static class GetUserPagesParts
{
    extension(Linux linux)
    {
        /// <summary><c>get_user_pages</c>, slow and fast.</summary>
        public GetUserPagesForm GetUserPages => linux.Code.Parts<IGetUserPagesParts>().GetUserPages;

        /// <summary>The fast path through a huge entry of device memory; null where such an entry is like any
        /// other.</summary>
        public HugeEntryForm? HugeEntries => linux.Code.Parts<IGetUserPagesParts>().HugeEntries;

        /// <summary><c>unpin_user_page</c>.</summary>
        public UnpinForm Unpin => linux.Code.Parts<IGetUserPagesParts>().Unpin;

        /// <summary>How KVM releases pages.</summary>
        public KvmForm Kvm => linux.Code.Parts<IGetUserPagesParts>().Kvm;
    }
}
