using System.Text.RegularExpressions;
using Litmus.Programs;

namespace Litmus.Lowering;

/// <summary>What the name of a read-modify-write says of it (Documentation/atomic_t.txt).</summary>
/// <param name="Kind">What it writes.</param>
/// <param name="Operator">What an operation does.</param>
/// <param name="Order">Its ordering.</param>
/// <param name="Result">What it returns.</param>
/// <param name="Arguments">How many arguments it takes.</param>
/// <param name="Pointer">Which argument is the address.</param>
/// <param name="Operand">Which is the operand; -1 if that is 1.</param>
/// <param name="Second">Which is the second operand; -1 if there is none.</param>
/// <param name="Test">How what it returns is compared with 0; null if it is not.</param>
internal sealed partial record AtomicName(
    ChangeKind Kind,
    BinaryOperator Operator,
    ChangeOrder Order,
    ChangeResult Result,
    int Arguments,
    int Pointer,
    int Operand = -1,
    int Second = -1,
    BinaryOperator? Test = null
)
{
    /// <summary>Takes a name apart; null if it is none of theirs.</summary>
    public static AtomicName? Parse(string name)
    {
        if (Exchange().Match(name) is { Success: true } exchange)
        {
            return exchange.Groups["compare"].Success
                ? new(ChangeKind.CompareExchange, default, Ordering(exchange), ChangeResult.Old, 3, 0, 1, 2)
                : new(ChangeKind.Exchange, default, Ordering(exchange), ChangeResult.Old, 2, 0, 1);
        }

        if (Unless().Match(name) is { Success: true } unless)
        {
            return Conditional(unless.Groups["what"].Value, Ordering(unless));
        }

        return Arithmetic().Match(name) is { Success: true } match ? Operation(match) : null;
    }

    private static AtomicName Conditional(string what, ChangeOrder order) =>
        what == "inc_not_zero"
            ? new(ChangeKind.AddUnless, BinaryOperator.Add, order, ChangeResult.Success, 1, 0)
            : new(
                ChangeKind.AddUnless,
                BinaryOperator.Add,
                order,
                what == "fetch_add_unless" ? ChangeResult.Old : ChangeResult.Success,
                3,
                0,
                1,
                2
            );

    private static AtomicName? Operation(Match match)
    {
        var (what, how) = (match.Groups["what"].Value, match.Groups["how"].Value);
        var isOne = what is "inc" or "dec";
        var isLogic = what is "and" or "or" or "xor" or "andnot";
        var isFetch = match.Groups["fetch"].Success;
        if ((isFetch && how.Length > 0) || (isLogic && how.Length > 0))
        {
            return null;
        }

        var returns = isFetch || how.Length > 0;
        if (!returns && match.Groups["order"].Success)
        {
            return null;
        }

        return new(
            ChangeKind.Operation,
            what switch
            {
                "add" or "inc" => BinaryOperator.Add,
                "sub" or "dec" => BinaryOperator.Subtract,
                "and" => BinaryOperator.And,
                "or" => BinaryOperator.Or,
                "xor" => BinaryOperator.Xor,
                _ => BinaryOperator.AndNot,
            },
            returns ? Ordering(match) : ChangeOrder.Relaxed,
            isFetch ? ChangeResult.Old
                : returns ? ChangeResult.New
                : ChangeResult.None,
            isOne ? 1 : 2,
            isOne ? 0 : 1,
            isOne ? -1 : 0,
            -1,
            how switch
            {
                "and_test" => BinaryOperator.Equal,
                "negative" => BinaryOperator.Less,
                _ => null,
            }
        );
    }

    private static ChangeOrder Ordering(Match match) =>
        match.Groups["order"].Value switch
        {
            "relaxed" => ChangeOrder.Relaxed,
            "acquire" => ChangeOrder.Acquire,
            "release" => ChangeOrder.Release,
            _ => ChangeOrder.Full,
        };

    [GeneratedRegex(@"^(atomic(64|_long)?_)?(?<compare>cmp)?xchg(_(?<order>relaxed|acquire|release))?$")]
    private static partial Regex Exchange();

    [GeneratedRegex(
        @"^atomic(64|_long)?_(?<what>fetch_add_unless|add_unless|inc_not_zero)(_(?<order>relaxed|acquire|release))?$"
    )]
    private static partial Regex Unless();

    [GeneratedRegex(
        @"^atomic(64|_long)?_((?<fetch>fetch)_)?(?<what>add|sub|inc|dec|and|or|xor|andnot)(_(?<how>return|and_test|negative))?(_(?<order>relaxed|acquire|release))?$"
    )]
    private static partial Regex Arithmetic();
}
