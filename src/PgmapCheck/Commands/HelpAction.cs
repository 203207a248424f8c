using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace PgmapCheck.Commands;

/// <summary>
/// <c>--help</c>: what a command does, how it is called, its options by what they are for, and examples.
/// </summary>
/// <param name="terminal">Where to print.</param>
internal sealed class HelpAction(Terminal terminal) : SynchronousCommandLineAction
{
    private const int UsualWidth = 100;
    private const int MaxNames = 32;

    /// <summary>Who asks for help need not say the rest.</summary>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var command = parseResult.CommandResult.Command;
        Write(command.Description ?? "", 0);
        terminal.Out.WriteLine();
        terminal.Out.WriteLine($"Usage: {Usage(command)}");
        WriteGroup("", command.Arguments.Select(argument => ($"  {Bracketed(argument)}", argument.Description ?? "")));
        foreach (var (title, commands) in HelpGroups.OfCommands(command))
        {
            WriteGroup(title, commands.Select(one => ("  " + Name(one), one.Description ?? "")));
        }

        var inherited = parseResult.RootCommandResult.Command.Options.Where(option =>
            option.Recursive || command is RootCommand
        );
        foreach (var (title, options) in HelpGroups.OfOptions(command, [.. command.Options.Union(inherited)]))
        {
            WriteGroup(title, options.Select(option => ("  " + Name(option), Words(option))));
        }

        if (HelpGroups.ExamplesOf(command) is { IsEmpty: false } examples)
        {
            WriteGroup(
                "examples:",
                examples.Select(example => ("  " + example.Line, "# " + example.What)),
                isWide: true
            );
        }

        return (int)ExitCode.Held;
    }

    private static string Usage(Command command)
    {
        var path = new Stack<string>();
        for (Symbol? symbol = command; symbol is Command; symbol = symbol.Parents.FirstOrDefault())
        {
            path.Push(symbol is RootCommand ? Tool.Name : symbol.Name);
        }

        return string.Join(' ', path)
            + string.Concat(command.Arguments.Select(argument => " " + Bracketed(argument)))
            + (command.Subcommands.Count > 0 ? " COMMAND" : "")
            + " [OPTION...]";
    }

    private static string Bracketed(Argument argument)
    {
        var name = argument.Name + (argument.Arity.MaximumNumberOfValues > 1 ? "..." : "");
        return argument.Arity.MinimumNumberOfValues == 0 ? $"[{name}]" : name;
    }

    private static string Name(Command command) =>
        command.Name + string.Concat(command.Arguments.Select(argument => " " + Bracketed(argument)));

    private static string Name(Option option) =>
        option is HelpOption ? "--help"
        : option.HelpName is { Length: > 0 } value && option.Arity.MinimumNumberOfValues > 0 ? $"{option.Name} {value}"
        : option.HelpName is { Length: > 0 } optional ? $"{option.Name} [{optional}]"
        : option.Name;

    private static string Words(Option option) =>
        (option.Description ?? "")
        + (option.Required ? " [required]" : "")
        + (
            option is { HasDefaultValue: true, HelpName: not null } && option.GetDefaultValue() is string value
                ? $" [default: {value}]"
                : ""
        );

    private void WriteGroup(string title, IEnumerable<(string Name, string What)> lines, bool isWide = false)
    {
        var all = lines.ToArray();
        if (all.Length == 0)
        {
            return;
        }

        terminal.Out.WriteLine();
        if (title.Length > 0)
        {
            terminal.Out.WriteLine(title);
        }

        var width = Math.Min(isWide ? UsualWidth : MaxNames, all.Max(line => line.Name.Length)) + 2;
        foreach (var (name, what) in all)
        {
            if (name.Length + 2 > width)
            {
                terminal.Out.WriteLine(name);
                Write(what, width);
            }
            else
            {
                var text = TextWrap.Wrap(what, (terminal.ScreenWidth ?? UsualWidth) - width, 0);
                terminal.Out.WriteLine((name.PadRight(width) + (text.Count == 0 ? "" : text[0])).TrimEnd());
                foreach (var more in text.Skip(1))
                {
                    terminal.Out.WriteLine(new string(' ', width) + more);
                }
            }
        }
    }

    private void Write(string text, int indent)
    {
        foreach (var line in TextWrap.Wrap(text, (terminal.ScreenWidth ?? UsualWidth) - indent, 0))
        {
            terminal.Out.WriteLine(new string(' ', indent) + line);
        }
    }
}
