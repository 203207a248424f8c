using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace Interleave.Analyzers.Tests;

/// <summary>A program's routines as source, with what is to be reported marked <c>{|ID:here|}</c>.</summary>
internal static class Source
{
    private const string Head = """
        using System.Collections.Generic;
        using System.Collections.Immutable;
        using System.Threading.Tasks;
        using Interleave.Memory;
        using Interleave.Programs;
        using Interleave.Routines;

        sealed class Program(Machine machine)
        {
            private readonly Cell _x = machine.Cell("x");
            private readonly ImmutableArray<Cell> _cells = [];
            private static int s_count;


        """;

    /// <summary>Compares what an analyzer reports in the members of a class with the marks.</summary>
    public static System.Threading.Tasks.Task Check<TAnalyzer>(string members)
        where TAnalyzer : DiagnosticAnalyzer, new()
    {
        var test = new CSharpAnalyzerTest<TAnalyzer, DefaultVerifier>();
        Prepare(test, members);
        return test.RunAsync();
    }

    /// <summary>The same, and what a fix makes of them.</summary>
    public static System.Threading.Tasks.Task Fix<TAnalyzer, TFix>(string members, string wanted)
        where TAnalyzer : DiagnosticAnalyzer, new()
        where TFix : CodeFixProvider, new()
    {
        var test = new CSharpCodeFixTest<TAnalyzer, TFix, DefaultVerifier> { FixedCode = Whole(wanted) };
        Prepare(test, members);
        test.FixedState.AdditionalReferences.AddRange(test.TestState.AdditionalReferences);
        return test.RunAsync();
    }

    // What this process runs on, and no package to be looked for.
    private static void Prepare(AnalyzerTest<DefaultVerifier> test, string members)
    {
        test.TestCode = Whole(members);
        test.ReferenceAssemblies = new ReferenceAssemblies("net10.0");
        test.TestState.AdditionalReferences.AddRange(
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
                .Split(Path.PathSeparator)
                .Where(static path =>
                    Path.GetFileName(path) is var name && name.StartsWith("System.", StringComparison.Ordinal)
                )
                .Append(typeof(Checker).Assembly.Location)
                .Select(static path => (MetadataReference)MetadataReference.CreateFromFile(path))
        );
        test.CompilerDiagnostics = CompilerDiagnostics.Errors;
    }

    private static string Whole(string members) => (Head + members + "\n}\n").ReplaceLineEndings("\n");
}
