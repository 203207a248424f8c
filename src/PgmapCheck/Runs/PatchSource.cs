using System.Globalization;
using System.Reflection;
using System.Text;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Releases;

namespace PgmapCheck.Runs;

/// <summary>
/// The source of a kernel in which one part is derived from a release's: every routine of the part is there, and calls
/// the one that it overrides.
/// </summary>
internal sealed class PatchSource
{
    private readonly string _change;
    private readonly Release _release;
    private readonly PropertyInfo _part;
    private readonly Type _form;
    private readonly SortedSet<string> _usings = ["Interleave.Routines", "PgmapCheck.Model.Releases"];

    /// <summary>The source of a change.</summary>
    /// <param name="change">What it is called, with letters, digits and hyphens.</param>
    /// <param name="release">The kernel.</param>
    /// <param name="part">The part that it has another form of.</param>
    public PatchSource(string change, Release release, PropertyInfo part)
    {
        (_change, _release, _part) = (change, release, part);
        _form = part.GetValue(release)!.GetType();
    }

    /// <summary>The change in a name that C# has: <c>LockLessWait</c>.</summary>
    public string Class =>
        string.Concat(
            _change
                .Split('-', StringSplitOptions.RemoveEmptyEntries)
                .Select(word => char.ToUpperInvariant(word[0]) + word[1..])
        );

    /// <summary>True for the type of a part that a kernel can have another form of.</summary>
    public static bool IsForm(Type type) =>
        type.Namespace is { } space && space.StartsWith("PgmapCheck.Model.Protocol", StringComparison.Ordinal);

    /// <summary>The file.</summary>
    public string Text
    {
        get
        {
            var body = new StringBuilder();
            WritePart(body);
            var head = new StringBuilder();
            foreach (var space in _usings)
            {
                head.Append(CultureInfo.InvariantCulture, $"using {space};\n");
            }

            head.Append(
                CultureInfo.InvariantCulture,
                $$"""

                namespace Patches;

                /// <summary>Public static properties of type Release and Scenario are what --assembly finds.</summary>
                public static class {{Class}}
                {
                    public static Release Kernel { get; } =
                        {{Original}} with
                        {
                            Name = "{{_release.Name}}-{{_change}}",
                            Title = "{{_release.Name}} with another {{_part.Name}}",
                            {{_part.Name}} = {{Creation}},
                        };
                }


                """
            );
            return head.Append(body).ToString();
        }
    }

    private string Part => $"{Class}{_part.Name}";

    private string Original =>
        "KnownReleases."
        + typeof(KnownReleases)
            .GetProperties(BindingFlags.Public | BindingFlags.Static)
            .First(property => property.GetValue(null) is Release release && release == _release)
            .Name;

    // A record copies what the release's has; of another the settings are said again.
    private bool IsRecord => _form.GetMethod("<Clone>$") is not null;

    private string Creation
    {
        get
        {
            if (IsRecord)
            {
                var cast = _part.PropertyType == _form ? "" : $"({TypeName(_form)})";
                return $"new {Part}({cast}{Original}.{_part.Name}{(IsOptional ? "!" : "")})";
            }

            string[] settings =
            [
                .. _form
                    .GetProperties()
                    .Where(one => one.SetMethod is not null && one.GetValue(_part.GetValue(_release)) is bool or Enum)
                    .Select(one => $"{one.Name} = {Literal(one.GetValue(_part.GetValue(_release)))}"),
            ];
            return $"new {Part}{(settings.Length == 0 ? "()" : $" {{ {string.Join(", ", settings)} }}")}";
        }
    }

    private bool IsOptional => new NullabilityInfoContext().Create(_part).ReadState == NullabilityState.Nullable;

    private void WritePart(StringBuilder text)
    {
        text.Append(
            CultureInfo.InvariantCulture,
            $"""
            /// <summary>
            /// What {_release.Name} has, and what is changed here. Each routine calls the one that it overrides: write
            /// its own steps in the place of that ("async", and every step awaited), and delete the others.
            /// </summary>
            public {(IsRecord ? "record" : "class")} {Part}{Constructor}

            """
        );
        text.Append("{\n");
        var first = true;
        if (IsRecord)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"    public {Part}({TypeName(_form)} original)\n        : base(original) {{ }}\n"
            );
            first = false;
        }

        foreach (var routine in Routines())
        {
            text.Append(first ? "" : "\n");
            first = false;
            WriteRoutine(text, routine);
        }

        text.Append("}\n");
    }

    private string Constructor
    {
        get
        {
            var parameters = IsRecord
                ? []
                : _form.GetConstructors().MinBy(constructor => constructor.GetParameters().Length)?.GetParameters()
                    ?? [];
            var values = parameters.Select(parameter =>
                Literal(
                    _form
                        .GetProperties()
                        .FirstOrDefault(one =>
                            string.Equals(one.Name, parameter.Name, StringComparison.OrdinalIgnoreCase)
                        )
                        ?.GetValue(_part.GetValue(_release))
                )
            );
            return $"{(parameters.Length == 0 ? "" : "()")} : {TypeName(_form)}"
                + (parameters.Length == 0 ? "" : $"({string.Join(", ", values)})");
        }
    }

    private IEnumerable<MethodInfo> Routines()
    {
        var seen = new HashSet<MethodInfo>();
        for (var type = _form; type is not null && IsForm(type); type = type.BaseType)
        {
            foreach (
                var method in type.GetMethods(
                    BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly
                )
            )
            {
                var isOpen =
                    method.IsVirtual
                    && !method.IsFinal
                    && (method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly);
                if (isOpen && IsRoutine(method.ReturnType) && seen.Add(method.GetBaseDefinition()))
                {
                    yield return method;
                }
            }
        }
    }

    private static bool IsRoutine(Type type) =>
        type == typeof(Routine) || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Routine<>));

    private void WriteRoutine(StringBuilder text, MethodInfo method)
    {
        if (method.GetCustomAttribute<KernelFunctionAttribute>(false) is { } function)
        {
            _usings.Add("PgmapCheck.Model.Kernel");
            text.Append(
                CultureInfo.InvariantCulture,
                $"    [KernelFunction(\"{function.Name}\", \"{function.File}\", \"{function.Version}\")]\n"
            );
        }

        var context = new NullabilityInfoContext();
        var parameters = string.Join(
            ", ",
            method.GetParameters().Select(parameter => $"{TypeName(context.Create(parameter))} {parameter.Name}")
        );
        var names = string.Join(", ", method.GetParameters().Select(parameter => parameter.Name));
        text.Append(
            CultureInfo.InvariantCulture,
            $"    {(method.IsPublic ? "public" : "protected")} override {TypeName(context.Create(method.ReturnParameter))} "
                + $"{method.Name}({parameters}) =>\n        base.{method.Name}({names});\n"
        );
    }

    private string TypeName(NullabilityInfo info)
    {
        var type = info.Type;
        if (type.IsGenericType && Nullable.GetUnderlyingType(type) is null)
        {
            _usings.Add(type.Namespace!);
            return $"{type.Name[..type.Name.IndexOf('`')]}<{string.Join(", ", info.GenericTypeArguments.Select(TypeName))}>";
        }

        return TypeName(type) + (!type.IsValueType && info.ReadState == NullabilityState.Nullable ? "?" : "");
    }

    private string TypeName(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return TypeName(underlying) + "?";
        }

        if (type.IsArray)
        {
            return TypeName(type.GetElementType()!) + "[]";
        }

        switch (Type.GetTypeCode(type))
        {
            case TypeCode.Int32 when !type.IsEnum:
                return "int";
            case TypeCode.Boolean:
                return "bool";
            case TypeCode.String:
                return "string";
            default:
                _usings.Add(type.Namespace!);
                return type.Name;
        }
    }

    private string Literal(object? value)
    {
        if (value is bool isSet)
        {
            return isSet ? "true" : "false";
        }

        return value is Enum ? $"{TypeName(value.GetType())}.{value}" : "default";
    }
}
