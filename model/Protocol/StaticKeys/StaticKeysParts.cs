using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.StaticKeys;

/// <summary>The parts of the protocol that are about the static key of device pages.</summary>
public interface IStaticKeysParts
{
    /// <summary><c>dev_pagemap_get_ops</c>, <c>dev_pagemap_put_ops</c>.</summary>
    ManagedKeyForm ManagedKey { get; }

    /// <summary><c>static_key_slow_dec</c>.</summary>
    JumpLabelForm JumpLabel { get; }
}

/// <summary>The parts of the code that a kernel runs.</summary>
public static class StaticKeysParts
{
    extension(Linux linux)
    {
        /// <summary><c>dev_pagemap_get_ops</c>, <c>dev_pagemap_put_ops</c>.</summary>
        public ManagedKeyForm ManagedKey => linux.Code.Parts<IStaticKeysParts>().ManagedKey;

        /// <summary><c>static_key_slow_dec</c>.</summary>
        public JumpLabelForm JumpLabel => linux.Code.Parts<IStaticKeysParts>().JumpLabel;
    }
}
