using Microsoft.CodeAnalysis;

namespace Interleave.Analyzers;

/// <summary>The rules of the engine that can be seen in source. It refuses programs that break them when it runs them
/// (<c>RoutineMisuseException</c>); here they are said while somebody types.</summary>
internal static class Rules
{
    public static readonly DiagnosticDescriptor AwaitAtOnce = Rule(
        "INTL0001",
        "Steps and routines are awaited where they are called",
        "{0} is not awaited here: await each step and each routine where it is called"
    );

    public static readonly DiagnosticDescriptor ForeignAwait = Rule(
        "INTL0002",
        "A routine awaits only steps and routines",
        "A routine awaits {0}: it can await steps and routines only, because nothing else can be copied or scheduled"
    );

    public static readonly DiagnosticDescriptor CapturingFunction = Rule(
        "INTL0003",
        "Functions of steps capture nothing",
        "The function of a step captures {0}: make it static, and give it what it needs as the step's argument"
    );

    public static readonly DiagnosticDescriptor HiddenWrite = Rule(
        "INTL0004",
        "A routine writes cells and its own locals only",
        "A routine writes {0}, which is no local of its own: what threads share is in cells"
    );

    public static readonly DiagnosticDescriptor ForEachAcrossAwait = Rule(
        "INTL0005",
        "No foreach around an await",
        "This foreach keeps an enumerator across an await, and it changes: count with for"
    );

    public static readonly DiagnosticDescriptor MutableLocal = Rule(
        "INTL0006",
        "No object that can change is kept across an await",
        "{0} is kept across an await, and {1} can change: use an immutable object, or cells"
    );

    private static DiagnosticDescriptor Rule(string id, string title, string message) =>
        new(
            id,
            title,
            message,
            "Interleave",
            DiagnosticSeverity.Warning,
            isEnabledByDefault: true,
            helpLinkUri: "docs/library.md"
        );
}
