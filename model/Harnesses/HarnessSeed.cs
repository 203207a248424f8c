using System.Collections.Immutable;
using System.Text.RegularExpressions;
using KernelText.Tokens;
using KernelText.Trees;

namespace PgmapCheck.Model.Harnesses;

/// <summary>A bug to be put in: a proof is worth something where the same harness finds what is broken on
/// purpose.</summary>
/// <param name="Name">What reports call it.</param>
/// <param name="Edits">In order.</param>
/// <param name="Violates">The properties that are violated then.</param>
public sealed record HarnessSeed(string Name, ImmutableArray<HarnessEdit> Edits, ImmutableArray<string> Violates)
{
    /// <summary>The harness and the tree with the bug.</summary>
    /// <exception cref="HarnessFormatException">There is nothing to change.</exception>
    internal (Harness Harness, SourceTree Tree) In(Harness harness, SourceTree tree)
    {
        foreach (var edit in Edits)
        {
            if (edit.File is null)
            {
                harness = harness with { Unit = Edited(harness, edit, harness.Unit) };
            }
            else
            {
                var text =
                    tree.Find(edit.File)
                    ?? throw new HarnessFormatException(
                        $"{harness.Path}: seed {Name}: {tree.Name} has no file {edit.File}"
                    );
                tree = tree.WithFiles(Edited(harness, edit, text));
            }
        }

        return (harness, tree);
    }

    private SourceText Edited(Harness harness, HarnessEdit edit, SourceText text) =>
        edit.Pattern.IsMatch(text.Text)
            ? new SourceText(text.Path, edit.Pattern.Replace(text.Text, edit.Replacement))
            : throw new HarnessFormatException(
                $"{harness.Path}: seed {Name}: nothing in {text.Path} matches its pattern"
            );
}

/// <summary>A change of text.</summary>
/// <param name="File">Of the tree; null for the harness's own C.</param>
/// <param name="Pattern">All its matches are replaced.</param>
/// <param name="Replacement">By what; <c>$1</c> is a group.</param>
public sealed record HarnessEdit(string? File, Regex Pattern, string Replacement);
