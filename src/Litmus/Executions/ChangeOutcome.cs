using Litmus.Programs;

namespace Litmus.Executions;

/// <summary>What a read-modify-write does with what it finds.</summary>
/// <param name="Succeeds">Whether it writes.</param>
/// <param name="Written">What it writes then.</param>
/// <param name="Result">What it returns.</param>
internal readonly record struct ChangeOutcome(bool Succeeds, int Written, int Result)
{
    public static ChangeOutcome Of(Change change, int found, int operand, int second)
    {
        var succeeds = change.Kind switch
        {
            ChangeKind.CompareExchange => found == operand,
            ChangeKind.AddUnless => found != second,
            _ => true,
        };
        var written = change.Kind switch
        {
            ChangeKind.Exchange => operand,
            ChangeKind.CompareExchange => second,
            ChangeKind.AddUnless => unchecked(found + operand),
            _ => change.Operator.Apply(found, operand),
        };
        return new ChangeOutcome(
            succeeds,
            written,
            change.Result switch
            {
                ChangeResult.New => written,
                ChangeResult.Success => succeeds ? 1 : 0,
                _ => found,
            }
        );
    }
}
