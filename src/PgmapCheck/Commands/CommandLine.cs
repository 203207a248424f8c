using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using PgmapCheck.Blobs;
using PgmapCheck.Cases;
using PgmapCheck.Model.Wording;

namespace PgmapCheck.Commands;

/// <summary>The command line: what a user can say, and how a run that went wrong answers.</summary>
internal static class CommandLine
{
    /// <summary>Runs a command line against the model.</summary>
    public static int Run(IReadOnlyList<string> args, Terminal terminal) =>
        Run(args, terminal, static () => Catalogue.Known);

    /// <summary>Runs a command line.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="terminal">Where to write.</param>
    /// <param name="catalogue">What can be checked; made only if it is needed.</param>
    /// <returns>The process's exit code.</returns>
    public static int Run(IReadOnlyList<string> args, Terminal terminal, Func<Catalogue> catalogue)
    {
        ParseResult? parsed = null;
        var known = catalogue;
        catalogue = () => AssemblyOption.In(parsed!, known);
        var root = new RootCommand(
            "Checks the Linux kernel's ZONE_DEVICE page life cycle: every interleaving of small programs over it."
        )
        {
            CheckCommand.Create(terminal, catalogue),
            MergeReportsCommand.Create(terminal, catalogue),
            DiffCommand.Create(terminal),
            ExplainCommand.Create(terminal, catalogue),
            HistoryCommand.Create(terminal, catalogue),
            BugsCommand.Create(terminal, catalogue),
            ReplayCommand.Create(terminal, catalogue),
            ListCommand.Create(terminal, catalogue),
            LitmusCommand.Create(terminal),
            FuzzCommand.Create(terminal),
            MutantsCommand.Create(terminal),
            SurveyCommand.Create(terminal),
            ConformCommand.Create(terminal),
            GraphCommand.Create(terminal, catalogue),
            NewCommand.Create(terminal),
            BenchCommand.Create(terminal),
        };
        args = args switch
        {
            ["help", ..] => [.. args.Skip(1), "--help"],
            ["-v" or "-V"] => ["--version"],
            _ => args,
        };
        root.Add(CommonOptions.NoColour);
        root.Options.OfType<VersionOption>().Single().Action = new VersionAction(terminal, known);
        root.Options.OfType<HelpOption>().Single().Action = new HelpAction(terminal);
        parsed = root.Parse(
            args,
            new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null }
        );
        if (UnknownOption(parsed) is { } unknown)
        {
            terminal.Error.WriteLine($"pgmapcheck: {unknown}");
            return (int)ExitCode.Usage;
        }

        if (parsed.Errors.Count > 0)
        {
            // The last error is the specific one: "unrecognized 'chek'" follows "a command is required".
            var message = string.Join(
                    ' ',
                    parsed.Errors[^1].Message.Split((char[])['\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries)
                )
                .TrimEnd('.');
            var command = parsed.CommandResult.Command;
            terminal.Error.WriteLine(
                $"pgmapcheck: {message} (try 'pgmapcheck {(command == root ? "" : command.Name + " ")}--help')"
            );
            return (int)ExitCode.Usage;
        }

        return (int)Guard(
            terminal,
            parsed.GetValue(AssemblyOption.Option),
            () =>
                (ExitCode)
                    parsed.Invoke(
                        new InvocationConfiguration
                        {
                            Output = terminal.Out,
                            Error = terminal.Error,
                            EnableDefaultExceptionHandler = false,
                        }
                    )
        );
    }

    // The parser takes an option that it does not know for an argument, where there may be any number of them. No case
    // and no file that is meant begins with a dash; one that does can come after '--', or as ./-name.
    private static string? UnknownOption(ParseResult parsed)
    {
        var command = parsed.CommandResult;
        var taken = command.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens);
        var name = parsed.Tokens.Any(token => token.Type == TokenType.DoubleDash)
            ? null
            : taken
                .Select(token => token.Value)
                .Concat(parsed.UnmatchedTokens)
                .FirstOrDefault(static text => text.Length > 1 && text[0] == '-');
        if (name is null)
        {
            return null;
        }

        var option = name.Split('=', ':')[0];
        var known = command.Command.Options.Concat(parsed.RootCommandResult.Command.Options).Select(o => o.Name);
        var meant = Spelling.Closest(option, known) is { } like ? $"did you mean {like}? " : "";
        var path = command.Command is RootCommand ? "" : command.Command.Name + " ";
        return $"there is no option '{option}' ({meant}try 'pgmapcheck {path}--help')";
    }

    private static ExitCode Guard(Terminal terminal, string? assembly, Func<ExitCode> run)
    {
        try
        {
            return run();
        }
        catch (UsageException e)
        {
            foreach (var line in e.Message.Split('\n'))
            {
                terminal.Error.WriteLine($"pgmapcheck: {line}");
            }

            return ExitCode.Usage;
        }
        catch (Interleave.Routines.RoutineMisuseException e) when (assembly is not null)
        {
            terminal.Error.WriteLine($"pgmapcheck: {assembly}: {e.Message}");
            return ExitCode.Usage;
        }
        catch (OutputLostException e)
        {
            // Nothing more goes there, the last line included.
            terminal.Error.WriteLine($"pgmapcheck: cannot write the standard output ({e.Message})");
            return ExitCode.Usage;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            terminal.Error.WriteLine($"pgmapcheck: {e.Message.Split('\n')[0]}");
            return ExitCode.Usage;
        }
#pragma warning disable CA1031 // the last line of defence: a crash must not look like a verdict
        catch (Exception e)
#pragma warning restore CA1031
        {
            terminal.Error.WriteLine($"pgmapcheck: {e}");
            return Guard(
                terminal,
                assembly,
                () =>
                {
                    terminal.Out.WriteLine(ExitCode.Internal.Describe());
                    return ExitCode.Internal;
                }
            );
        }
    }
}

/// <summary>Prints what trace files say wrote them, what it was built from, and what blobs say of the model.</summary>
internal sealed class VersionAction(Terminal terminal, Func<Catalogue> catalogue) : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        terminal.Out.WriteLine(Tool.NameAndVersion);
        terminal.Out.WriteLine($"commit {Tool.Commit ?? "not known"}");
        terminal.Out.WriteLine($"model {ModelHash.Of(catalogue())}");
        return (int)ExitCode.Held;
    }
}
