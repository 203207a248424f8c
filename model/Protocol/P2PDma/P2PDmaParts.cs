using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.P2PDma;

/// <summary>The parts of the protocol that are about peer-to-peer memory.</summary>
public interface IP2PDmaParts
{
    /// <summary>Peer-to-peer memory.</summary>
    P2PDmaForm P2PDma { get; }
}

/// <summary>The parts of the code that a kernel runs.</summary>
public static class P2PDmaParts
{
    extension(Linux linux)
    {
        /// <summary>Peer-to-peer memory.</summary>
        public P2PDmaForm P2PDma => linux.Code.Parts<IP2PDmaParts>().P2PDma;
    }
}
