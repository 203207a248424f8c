using System.Collections.Immutable;
using KernelText.Tokens;
using KernelText.Types;

namespace KernelText.Flow;

/// <summary>How the text asks for an access.</summary>
public enum AccessOrder
{
    /// <summary>A plain C access: may be torn, fused or invented by a compiler.</summary>
    Plain,

    /// <summary>Through a volatile lvalue, as <c>READ_ONCE</c> and <c>WRITE_ONCE</c> are: once, and no
    /// ordering.</summary>
    Once,

    /// <summary>Plain, within <c>data_race()</c>: its authors know that others access the memory at once.</summary>
    Racy,
}

/// <summary>
/// What the text names at an access, for bindings and for printing. The address alone decides what is accessed: an
/// object may have been cast, or lie in a union.
/// </summary>
/// <param name="Text">The lvalue as C: <c>page->pgmap->ref</c>.</param>
/// <param name="Record">The record whose member is named last through a pointer or a variable; null where none
/// is.</param>
/// <param name="Path">The member in it, with the members between: <c>ref.percpu_count_ptr</c>; empty without a
/// record.</param>
public sealed record Accessed(string Text, RecordType? Record, string Path)
{
    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>Reads a scalar: <c>to = *(kind *)(address + offset)</c>.</summary>
/// <param name="Location">Where it comes from.</param>
/// <param name="To">Register.</param>
/// <param name="Address">An address.</param>
/// <param name="Offset">Bytes beyond it.</param>
/// <param name="Kind">Width and sign.</param>
/// <param name="Order">Plain or once.</param>
/// <param name="What">What the text names.</param>
public sealed record Load(
    Location Location,
    int To,
    Operand Address,
    long Offset,
    ScalarKind Kind,
    AccessOrder Order,
    Accessed What
) : Instruction(Location)
{
    /// <inheritdoc/>
    public override int Destination => To;

    /// <inheritdoc/>
    public override ImmutableArray<Operand> Operands => [Address];

    /// <inheritdoc/>
    public override bool IsEffect => true;

    /// <inheritdoc/>
    public override string ToString() => $"r{To} = load {Kind}{Once(Order)} {Address} + {Offset}  // {What}";

    internal static string Once(AccessOrder order) =>
        order switch
        {
            AccessOrder.Once => " once",
            AccessOrder.Racy => " racy",
            _ => "",
        };
}

/// <summary>Writes a scalar: <c>*(kind *)(address + offset) = value</c>. A bit-field is a load of its word, and a store
/// of it.</summary>
/// <param name="Location">Where it comes from.</param>
/// <param name="Address">An address.</param>
/// <param name="Offset">Bytes beyond it.</param>
/// <param name="Value">Of the kind.</param>
/// <param name="Kind">Width and sign.</param>
/// <param name="Order">Plain or once.</param>
/// <param name="What">What the text names.</param>
public sealed record Store(
    Location Location,
    Operand Address,
    long Offset,
    Operand Value,
    ScalarKind Kind,
    AccessOrder Order,
    Accessed What
) : Instruction(Location)
{
    /// <inheritdoc/>
    public override ImmutableArray<Operand> Operands => [Address, Value];

    /// <inheritdoc/>
    public override bool IsEffect => true;

    /// <inheritdoc/>
    public override string ToString() => $"store {Kind}{Load.Once(Order)} {Address} + {Offset} = {Value}  // {What}";
}

/// <summary>Copies a record, as an assignment of structs does: plain, word by word, in no order that C
/// promises.</summary>
/// <param name="Location">Where it comes from.</param>
/// <param name="Address">Where to.</param>
/// <param name="Source">Where from; the same place, or one that does not overlap.</param>
/// <param name="Type">What is copied.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="What">What the text names as the target.</param>
public sealed record CopyRecord(
    Location Location,
    Operand Address,
    Operand Source,
    CType Type,
    long Bytes,
    Accessed What
) : Instruction(Location)
{
    /// <inheritdoc/>
    public override ImmutableArray<Operand> Operands => [Address, Source];

    /// <inheritdoc/>
    public override bool IsEffect => true;

    /// <inheritdoc/>
    public override string ToString() => $"copy {Bytes} {Address} = {Source}  // {What}";
}

/// <summary>Sets bytes to zero, as an initialiser does with what it does not name.</summary>
/// <param name="Location">Where it comes from.</param>
/// <param name="Address">Where.</param>
/// <param name="Type">What is there.</param>
/// <param name="Bytes">Its size.</param>
public sealed record ZeroRecord(Location Location, Operand Address, CType Type, long Bytes) : Instruction(Location)
{
    /// <inheritdoc/>
    public override ImmutableArray<Operand> Operands => [Address];

    /// <inheritdoc/>
    public override bool IsEffect => true;

    /// <inheritdoc/>
    public override string ToString() => $"zero {Bytes} {Address}";
}
