namespace KernelText.Types;

/// <summary>
/// A struct or a union of one tree. There is one object for each definition, so two are the same type if they are the
/// same object. Its layout is computed when it is first asked for.
/// </summary>
public sealed record RecordType : CType
{
    private readonly Func<(RecordLayout? Layout, string? Why)> _compute;
    private (RecordLayout? Layout, string? Why)? _result;
    private bool _isComputing;

    /// <summary>A record whose layout a function computes, when first asked.</summary>
    /// <param name="name">With its keyword: <c>struct page</c>; <c>struct (include/linux/mm_types.h:74)</c> where it
    /// has no tag.</param>
    /// <param name="isUnion">All members at offset 0.</param>
    /// <param name="compute">The layout, or why there is none.</param>
    public RecordType(string name, bool isUnion, Func<(RecordLayout? Layout, string? Why)> compute)
    {
        Name = name;
        IsUnion = isUnion;
        _compute = compute;
    }

    /// <summary>With its keyword: <c>struct page</c>.</summary>
    public string Name { get; }

    /// <summary>All members at offset 0.</summary>
    public bool IsUnion { get; }

    /// <summary>Null where the text does not define it, or a member's size is not known: then <see cref="WhyUnknown"/>
    /// says why.</summary>
    public RecordLayout? Layout => Compute().Layout;

    /// <summary>Why there is no layout; null if there is one.</summary>
    public string? WhyUnknown => Compute().Why;

    /// <inheritdoc/>
    public override long? Size => Layout?.Size;

    /// <inheritdoc/>
    public override int Alignment => Layout?.Alignment ?? 1;

    /// <summary>
    /// A record that is one scalar and nothing else (<c>pte_t</c>, <c>atomic_t</c>, <c>pfn_t</c>) is held in a register
    /// like that scalar; any other record has <see cref="ScalarKind.None"/> and lives in memory.
    /// </summary>
    public override ScalarKind Kind => Layout?.OnlyScalar ?? ScalarKind.None;

    /// <summary>Same definition.</summary>
    public bool Equals(RecordType? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Name;

    private (RecordLayout? Layout, string? Why) Compute()
    {
        if (_result is { } known)
            return known;
        if (_isComputing)
            return (null, $"{Name} contains itself");
        _isComputing = true;
        try
        {
            _result = _compute();
        }
        finally
        {
            _isComputing = false;
        }
        return _result.Value;
    }
}
