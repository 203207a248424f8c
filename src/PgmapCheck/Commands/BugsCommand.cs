using System.CommandLine;
using PgmapCheck.Checking;
using PgmapCheck.Confirmation;
using PgmapCheck.Selection;

namespace PgmapCheck.Commands;

/// <summary><c>pgmapcheck bugs</c>.</summary>
internal static class BugsCommand
{
    public static Command Create(Terminal terminal, Func<Catalogue> catalogue)
    {
        var ids = new Argument<string[]>("ID") { Description = "Known bugs; all if none", Arity = ArgumentArity.ZeroOrMore };
        var kernels = new Option<string[]>("--kernel") { Description = "Only in this kernel", HelpName = "NAME" };
        var bounds = new BoundOptions();
        var command = new Command("bugs", "Find every known bug again, and prove that its fix removes it") { ids, kernels };
        foreach (var option in bounds.All)
        {
            command.Add(option);
        }

        command.SetAction(parsed => (int)new ConfirmationRun(
            parsed.Terminal(terminal),
            catalogue(),
            new ClaimSelection([.. parsed.GetValue(ids) ?? []], [.. parsed.GetValue(kernels) ?? []]),
            SearchPlan.Proof(bounds.Of(parsed))).Run());
        return command;
    }
}
