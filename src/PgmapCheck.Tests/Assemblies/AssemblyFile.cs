using System.Diagnostics;
using System.Reflection;
using System.Reflection.Emit;
using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Assemblies;

/// <summary>Assemblies as users compile them: a public static class with properties.</summary>
internal static class AssemblyFile
{
    private static int s_count;

    /// <summary>Writes one. Each has a name of its own, as a process loads an assembly of a name once.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="isDebug">As a debug build is marked.</param>
    /// <param name="getters">Methods of <see cref="OwnKernels"/>, each of which is a property.</param>
    public static string Write(TemporaryFolder folder, bool isDebug, params string[] getters)
    {
        var name = $"Own{System.Threading.Interlocked.Increment(ref s_count)}";
        var assembly = new PersistedAssemblyBuilder(new AssemblyName(name), typeof(object).Assembly);
        if (isDebug)
        {
            assembly.SetCustomAttribute(
                new CustomAttributeBuilder(
                    typeof(DebuggableAttribute).GetConstructor([typeof(DebuggableAttribute.DebuggingModes)])!,
                    [DebuggableAttribute.DebuggingModes.DisableOptimizations]
                )
            );
        }

        var type = assembly
            .DefineDynamicModule(name)
            .DefineType("Mine", TypeAttributes.Public | TypeAttributes.Abstract | TypeAttributes.Sealed);
        foreach (var getter in getters)
        {
            var called = typeof(OwnKernels).GetMethod(getter)!;
            var property = type.DefineProperty(getter, PropertyAttributes.None, called.ReturnType, null);
            var method = type.DefineMethod(
                $"get_{getter}",
                MethodAttributes.Public | MethodAttributes.Static,
                called.ReturnType,
                null
            );
            var code = method.GetILGenerator();
            code.Emit(OpCodes.Call, called);
            code.Emit(OpCodes.Ret);
            property.SetGetMethod(method);
        }

        type.CreateType();
        var path = folder.File($"{name}.dll");
        assembly.Save(path);
        return path;
    }
}
