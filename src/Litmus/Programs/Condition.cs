namespace Litmus.Programs;

/// <summary>A question about a final state.</summary>
public abstract record Condition
{
    /// <summary>What holds of every state.</summary>
    public static Condition True { get; } = new Always(true);

    /// <summary>The terms in it.</summary>
    public IEnumerable<Term> Terms =>
        this switch
        {
            Not not => not.Of.Terms,
            All all => all.Left.Terms.Concat(all.Right.Terms),
            Any any => any.Left.Terms.Concat(any.Right.Terms),
            Comparison comparison => [comparison.Left, comparison.Right],
            _ => [],
        };

    /// <summary>Whether it holds; null if what is known does not tell (Kleene's logic).</summary>
    /// <param name="value">The value of a term; null if it is not known.</param>
    public abstract bool? Holds(Func<Term, int?> value);

    /// <inheritdoc/>
    private sealed record Always(bool Value) : Condition
    {
        public override bool? Holds(Func<Term, int?> value) => Value;

        public override string ToString() => Value ? "true" : "false";
    }

    /// <summary>The contrary.</summary>
    public sealed record Not(Condition Of) : Condition
    {
        /// <inheritdoc/>
        public override bool? Holds(Func<Term, int?> value) => !Of.Holds(value);

        /// <inheritdoc/>
        public override string ToString() => $"~({Of})";
    }

    /// <summary>Both.</summary>
    public sealed record All(Condition Left, Condition Right) : Condition
    {
        /// <inheritdoc/>
        public override bool? Holds(Func<Term, int?> value)
        {
            var left = Left.Holds(value);
            return left == false ? false : left & Right.Holds(value);
        }

        /// <inheritdoc/>
        public override string ToString() => $"({Left} /\\ {Right})";
    }

    /// <summary>One of them, or both.</summary>
    public sealed record Any(Condition Left, Condition Right) : Condition
    {
        /// <inheritdoc/>
        public override bool? Holds(Func<Term, int?> value)
        {
            var left = Left.Holds(value);
            return left == true ? true : left | Right.Holds(value);
        }

        /// <inheritdoc/>
        public override string ToString() => $"({Left} \\/ {Right})";
    }

    /// <summary>Two values are equal, or are not.</summary>
    public sealed record Comparison(Term Left, Term Right, bool IsEqual = true) : Condition
    {
        /// <inheritdoc/>
        public override bool? Holds(Func<Term, int?> value) =>
            value(Left) is { } left && value(Right) is { } right ? left == right == IsEqual : null;

        /// <inheritdoc/>
        public override string ToString() => $"{Left}{(IsEqual ? "=" : "!=")}{Right}";
    }
}

/// <summary>What a condition speaks of.</summary>
/// <param name="Name">The name of a register or a cell.</param>
public abstract record Term(string Name)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>A number, or an address.</summary>
/// <param name="Value">Its value.</param>
/// <param name="Name">How the file writes it.</param>
public sealed record ConstantTerm(int Value, string Name) : Term(Name)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>What a register holds at the end: <c>1:r0</c>.</summary>
/// <param name="Thread">The thread's number.</param>
/// <param name="Name">The register.</param>
public sealed record RegisterTerm(int Thread, string Name) : Term(Name)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Thread}:{Name}";
}

/// <summary>What a cell holds at the end.</summary>
/// <param name="Cell">Its index.</param>
/// <param name="Name">Its name.</param>
public sealed record CellTerm(int Cell, string Name) : Term(Name)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}
