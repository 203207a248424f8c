using System.CommandLine;
using PgmapCheck.Cases;

namespace PgmapCheck.Commands;

/// <summary><c>--assembly</c>: a user's compiled compositions and scenarios.</summary>
internal static class AssemblyOption
{
    /// <summary>The same option on every command that has it.</summary>
    public static Option<string?> Option { get; } =
        new("--assembly")
        {
            Description =
                "Kernels and scenarios of one's own, compiled: what its public static properties of type Release and "
                + "Scenario are ('new patch' writes such a project)",
            HelpName = "FILE.dll",
        };

    /// <summary>The assembly that was asked for; null for none.</summary>
    /// <exception cref="UsageException">It cannot be used.</exception>
    public static UserAssembly? Of(ParseResult parsed) =>
        parsed.CommandResult.Command.Options.Contains(Option) && parsed.GetValue(Option) is { } path
            ? UserAssembly.Load(path)
            : null;

    /// <summary>A catalogue with what the assembly has, if one was asked for.</summary>
    public static Catalogue In(ParseResult parsed, Func<Catalogue> known) =>
        Of(parsed) is { } mine ? UserCatalogue.Of(mine, known()) : known();
}
