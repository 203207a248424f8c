using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Text.Objects;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Bindings;

/// <summary><c>struct inode</c> and <c>struct address_space</c> of a file: one object of the model is both.</summary>
internal static class FileBinding
{
    private static readonly StructBinding s_inode = StructBinding.Of<DaxFile>(
        "struct inode",
        ("i_mapping", static (world, file) => new ConstantField($"{file.Name}->i_mapping", MappingOf(world, file)))
    );

    private static readonly StructBinding s_mapping = StructBinding.Of<DaxFile>(
        "struct address_space",
        ("host", static (world, file) => new ConstantField($"{file.Name} mapping->host", InodeOf(world, file)))
    );

    /// <summary>The address of a file's inode.</summary>
    public static Value InodeOf(TextWorld world, DaxFile file) => Value.To(world.Object(s_inode, file, file.Name));

    /// <summary>The address of its mapping.</summary>
    public static Value MappingOf(TextWorld world, DaxFile file) =>
        Value.To(world.Object(s_mapping, file, $"{file.Name}->i_mapping"));
}
