using PgmapCheck.Cases;
using PgmapCheck.Commands;

namespace PgmapCheck.Tests.Programs;

/// <summary>One run of the command line in this process, against the tiny kernel.</summary>
internal sealed record CliRun(int Exit, string Out, string Error)
{
    public IReadOnlyList<string> OutLines => Out.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');

    public IReadOnlyList<string> ErrorLines => Error.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');

    public static CliRun Of(params string[] args) => On(TinyKernel.Catalogue, terminal => terminal, args);

    public static CliRun On(Func<Terminal, Terminal> configure, params string[] args) =>
        On(TinyKernel.Catalogue, configure, args);

    public static CliRun On(Catalogue catalogue, Func<Terminal, Terminal> configure, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var terminal = configure(new Terminal(output, error));
        var exit = CommandLine.Run(args, terminal, () => catalogue);
        return new CliRun(exit, output.ToString(), error.ToString());
    }
}
