using KernelText.Meanings;
using PgmapCheck.Model.Text.Interpretation;

namespace PgmapCheck.Model.Text.Primitives;

/// <summary>A name of the kernel that has a meaning of its own.</summary>
/// <param name="Name">The function or macro.</param>
/// <param name="Group">The subsystem, as <c>list --primitives</c> has it.</param>
/// <param name="Why">What it means here, or why it may be ignored; one line.</param>
/// <param name="Meaning">How its arguments are read.</param>
/// <param name="Body">What a call does; null for a name that is a number, its argument, or nothing.</param>
/// <param name="Sleeps">It may wait, so that nobody may call it in atomic context.</param>
internal sealed record Primitive(
    string Name,
    string Group,
    string Why,
    Meaning Meaning,
    Func<Invocation, Effect>? Body = null,
    bool Sleeps = false
);
