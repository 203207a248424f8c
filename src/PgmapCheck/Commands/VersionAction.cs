using System.CommandLine;
using System.CommandLine.Invocation;

namespace PgmapCheck.Commands;

/// <summary>Prints what trace files say wrote them, so that the two can be compared.</summary>
internal sealed class VersionAction(Terminal terminal) : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        terminal.Out.WriteLine(Tool.NameAndVersion);
        return (int)ExitCode.Held;
    }
}
