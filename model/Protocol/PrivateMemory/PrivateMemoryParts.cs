using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.PrivateMemory;

/// <summary>The parts of the protocol that are about processes' memory on devices.</summary>
public interface IPrivateMemoryParts
{
    /// <summary><c>hmm_devmem_add</c> and its removal.</summary>
    HmmForm Hmm { get; }

    /// <summary>Faults on private memory.</summary>
    PrivateFaultForm PrivateFault { get; }

    /// <summary><c>migrate_vma</c>.</summary>
    MigrateVmaForm MigrateVma { get; }
}

/// <summary>The parts of the code that a kernel runs.</summary>
public static class PrivateMemoryParts
{
    extension(Linux linux)
    {
        /// <summary><c>hmm_devmem_add</c> and its removal.</summary>
        public HmmForm Hmm => linux.Code.Parts<IPrivateMemoryParts>().Hmm;

        /// <summary>Faults on private memory.</summary>
        public PrivateFaultForm PrivateFault => linux.Code.Parts<IPrivateMemoryParts>().PrivateFault;

        /// <summary><c>migrate_vma</c>.</summary>
        public MigrateVmaForm MigrateVma => linux.Code.Parts<IPrivateMemoryParts>().MigrateVma;
    }
}
