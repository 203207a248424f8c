using KernelText.Syntax;

namespace KernelText.Declarations;

/// <summary>Finds the records, enumerations and enumerators that a declaration's type defines, also within its
/// members.</summary>
internal static class TagCollector
{
    public static void Collect(TypeSyntax type, ParsedChunk into)
    {
        switch (type)
        {
            case RecordSyntax { IsDefinition: true } record:
                if (record.Tag is not null)
                    into.Tags[record.Name] = record;
                foreach (var member in record.Members)
                    Collect(member.Type, into);
                break;
            case EnumSyntax { IsDefinition: true } enumeration:
                if (enumeration.Tag is not null)
                    into.Tags[$"enum {enumeration.Tag}"] = enumeration;
                for (var i = 0; i < enumeration.Enumerators.Length; i++)
                    into.Enumerators[enumeration.Enumerators[i].Name] = (enumeration, i);
                break;
            case PointerSyntax pointer:
                Collect(pointer.Target, into);
                break;
            case ArraySyntax array:
                Collect(array.Element, into);
                break;
            case FunctionSyntax function:
                Collect(function.Result, into);
                break;
            case VolatileSyntax inner:
                Collect(inner.Type, into);
                break;
        }
    }
}
