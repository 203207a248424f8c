using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.PrivateMemory;

namespace PgmapCheck.Properties.Tests.Kernel;

/// <summary>Page table entries, and the references that they stand for.</summary>
public sealed class AddressSpaceTests
{
    [Theory]
    [InlineData(PteKind.Present)]
    [InlineData(PteKind.DevicePrivate)]
    [InlineData(PteKind.Migration)]
    public void An_entry_tells_its_kind_and_its_page(PteKind kind)
    {
        Booted.AssertProved(
            Booted.Check(linux =>
            {
                var (mm, page, ram) = OnDevice(linux);

                foreach (var p in new[] { page, ram })
                {
                    Assert.Equal(kind, AddressSpace.KindOf(AddressSpace.Encode(p, kind)));
                    Assert.Same(p, mm.PageOf(AddressSpace.Encode(p, kind)));
                }
            })
        );
    }

    [Fact]
    public void Nothing_mapped_is_no_kind() => Assert.Equal(PteKind.None, AddressSpace.KindOf(0));

    [Fact]
    public void Device_memory_is_mapped_by_a_private_entry_and_ram_by_a_present_one() =>
        Booted.AssertProved(
            Booted.Check(linux =>
            {
                var (_, page, ram) = OnDevice(linux);

                Assert.Equal(PteKind.DevicePrivate, AddressSpace.KindOf(AddressSpace.MappingOf(page)));
                Assert.Equal(PteKind.Present, AddressSpace.KindOf(AddressSpace.MappingOf(ram)));
            })
        );

    [Fact]
    public void Entries_are_shown_with_their_pages() =>
        Booted.AssertProved(
            Booted.Check(linux =>
            {
                var (mm, page, ram) = OnDevice(linux);

                Assert.Equal("none", mm.Entry.Format(0));
                Assert.Equal(ram.Name, mm.Entry.Format(AddressSpace.MappingOf(ram)));
                Assert.Equal($"private entry of {page.Name}", mm.Entry.Format(AddressSpace.MappingOf(page)));
                Assert.Equal(
                    $"migration entry of {page.Name}",
                    mm.Entry.Format(AddressSpace.Encode(page, PteKind.Migration))
                );
            })
        );

    // Clearing the entry takes the mapping's reference away, and putting a migration entry there as well.
    [Theory]
    [InlineData(PteKind.None, 0)]
    [InlineData(PteKind.Migration, 0)]
    [InlineData(PteKind.DevicePrivate, 1)]
    public void A_mapping_is_a_reference_to_its_page_alone(PteKind kind, int references) =>
        Booted.AssertProved(
            Booted.Check(linux =>
            {
                var (mm, page, ram) = OnDevice(linux);
                linux.Start("CPU 0", () => Change(mm, kind == PteKind.None ? 0 : AddressSpace.Encode(page, kind)));
                linux.Machine.Properties.AtEnd(
                    "references",
                    state =>
                        page.References(state) == references && ram.References(state) == 0
                            ? null
                            : $"{page.References(state)}"
                );
            })
        );

    [Fact]
    public void A_ram_page_that_is_not_there_must_not_be_touched() =>
        Booted.AssertViolates(
            Booted.Check(linux =>
            {
                var (_, _, ram) = OnDevice(linux);
                linux.Start("CPU 0", () => Take(ram));
            }),
            KernelRules.NoUseAfterFree
        );

    private static (AddressSpace Memory, Page Page, Page Ram) OnDevice(Linux linux)
    {
        var device = new HmmDevice(
            linux,
            "gpu0",
            MemoryType.Private,
            new PgmapStart(1, true, 1, false) { IsAnonymous = true }
        );
        var ram = linux.Pages.Add(new Page(linux, "ram page", null, -1, isAnonymous: true));
        var page = device.Pgmap.Pages[0];
        return (linux.AddressSpaces.Add(new AddressSpace(linux, "process", device.Pgmap, [ram], page)), page, ram);
    }

    private static async Routine Change(AddressSpace mm, int entry) => await mm.Entry.Store(entry);

    private static async Routine Take(Page page) => await page.RefCount.Inc();
}
