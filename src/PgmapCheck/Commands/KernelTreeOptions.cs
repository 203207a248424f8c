using System.CommandLine;
using PgmapCheck.Cases;

namespace PgmapCheck.Commands;

/// <summary>Which kernel tree's functions are checked instead of those that are written by hand.</summary>
internal sealed class KernelTreeOptions
{
    private readonly Option<string?> _tree = new("--kernel-tree")
    {
        Description = "Functions of this kernel tree, as it lies, or of a git revision of it",
        HelpName = "DIR[@REV]",
    };

    private readonly Option<string?> _config = new("--config")
    {
        Description = "The tree's .config [default: the options that the protocol needs]",
        HelpName = "FILE",
    };

    private readonly Option<string?> _base = new("--base")
    {
        Description =
            "Kernel that has what is not read from the tree [default: the last one before the tree's version]",
        HelpName = "KERNEL",
    };

    private readonly Option<string[]> _patches = new("--patch")
    {
        Description = "Applied to the tree in memory; what it changes is said at the end",
        HelpName = "FILE",
    };

    /// <summary>All of them.</summary>
    public Option[] All => [_tree, _config, _base, _patches];

    /// <summary>The tree that was asked for; null for none.</summary>
    /// <exception cref="UsageException">It cannot be read, or another option makes no sense without one.</exception>
    public KernelTree? Of(ParseResult parsed)
    {
        if (parsed.GetValue(_tree) is { } path)
        {
            return KernelTree.Open(
                path,
                parsed.GetValue(_config),
                parsed.GetValue(_base),
                [.. parsed.GetValue(_patches) ?? []]
            );
        }

        foreach (var option in (Option[])[_config, _base, _patches])
        {
            if (parsed.GetResult(option) is { Implicit: false })
            {
                throw new UsageException($"{option.Name} needs --kernel-tree");
            }
        }

        return null;
    }
}
