using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.Teardown;

/// <summary>The parts of the protocol that are about setting page maps up and tearing them down.</summary>
public interface ITeardownParts
{
    /// <summary><c>devm_memremap_pages</c> and its release.</summary>
    MemremapForm Memremap { get; }

    /// <summary>The persistent memory driver.</summary>
    PmemForm Pmem { get; }
}

/// <summary>The parts of the code that a kernel runs.</summary>
public static class TeardownParts
{
    extension(Linux linux)
    {
        /// <summary><c>devm_memremap_pages</c> and its release.</summary>
        public MemremapForm Memremap => linux.Code.Parts<ITeardownParts>().Memremap;

        /// <summary>The persistent memory driver.</summary>
        public PmemForm Pmem => linux.Code.Parts<ITeardownParts>().Pmem;
    }
}
