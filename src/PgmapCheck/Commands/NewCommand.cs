using System.CommandLine;
using PgmapCheck.Runs;

namespace PgmapCheck.Commands;

/// <summary><c>pgmapcheck new</c>.</summary>
internal static class NewCommand
{
    public static Command Create(Terminal terminal)
    {
        var name = new Argument<string>("NAME") { Description = "What the change is called, such as lock-less-wait" };
        var from = new Option<string>("--from")
        {
            Description = "The kernel that is changed",
            HelpName = "KERNEL",
            Required = true,
        };
        var part = new Option<string>("--replaces")
        {
            Description = "The part that is replaced, such as BreakLayouts",
            HelpName = "PART",
            Required = true,
        };
        var folder = new Option<string?>("--output")
        {
            Description = "Where to write the project [default: a folder of its name]",
            HelpName = "DIR",
        };
        var patch = new Command("patch", "Write a C# project with a kernel in which one part is one's own")
        {
            name,
            from,
            part,
            folder,
        };
        patch.SetAction(parsed =>
        {
            var project = PatchProject.Of(
                parsed.GetRequiredValue(name),
                parsed.GetRequiredValue(from),
                parsed.GetRequiredValue(part)
            );
            return (int)project.WriteTo(parsed.GetValue(folder) ?? project.Name, terminal);
        });
        return new Command("new", "Write a project to begin with") { patch };
    }
}
