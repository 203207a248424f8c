using System.Reflection;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Properties.Tests;

/// <summary>docs/model.md lists every kernel function that the model has, with the routine that is it.</summary>
public sealed class ModelDocumentTests
{
    private const BindingFlags Any =
        BindingFlags.Instance
        | BindingFlags.Static
        | BindingFlags.Public
        | BindingFlags.NonPublic
        | BindingFlags.DeclaredOnly;

    private static readonly string[] s_document = File.ReadAllLines(SourceFolder.File("../../docs/model.md"));

    public static TheoryData<string> Rows =>
        [
            .. typeof(Linux)
                .Assembly.GetTypes()
                .SelectMany(type => type.GetMethods(Any))
                .Select(method => (Method: method, Function: method.GetCustomAttribute<KernelFunctionAttribute>(false)))
                .Where(pair => pair.Function is not null)
                .Select(pair =>
                    $"| `{pair.Function!.Name}` | {pair.Function.File} | {pair.Function.Version} | "
                    + $"`{pair.Method.DeclaringType!.Name}.{pair.Method.Name}` |"
                )
                .Distinct(),
        ];

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_modelled_function_is_listed(string row) => Assert.Contains(row, s_document);

    // A function that has gone, or was renamed, stays in no table.
    [Fact]
    public void What_is_listed_is_modelled()
    {
        var listed = s_document
            .SkipWhile(line => line != "## Kernel functions")
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal));

        Assert.Empty(
            listed
                .TakeWhile(line => line.EndsWith("` |", StringComparison.Ordinal))
                .Except(((IEnumerable<object[]>)Rows).Select(row => (string)row[0]))
        );
    }
}
