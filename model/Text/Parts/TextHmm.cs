using System.Collections.Immutable;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.PrivateMemory;
using PgmapCheck.Model.Text.Bindings;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Parts;

/// <summary><c>zone_device_page_init</c> from the text, where a driver hands out a page.</summary>
/// <param name="hand">The form of the base.</param>
public sealed class TextHmm(HmmForm hand) : HmmForm
{
    private const string Init = "zone_device_page_init";

    private readonly HmmForm _hand = hand;

    /// <inheritdoc/>
    public override bool OffersDevmem => _hand.OffersDevmem;

    /// <inheritdoc/>
    public override bool CountsPages => _hand.CountsPages;

    /// <inheritdoc/>
    public override ImmutableArray<DevmAction> Actions(Linux linux, HmmDevice device) => _hand.Actions(linux, device);

    /// <inheritdoc/>
    public override Routine<bool> Add(Linux linux, HmmDevice device) => _hand.Add(linux, device);

    /// <inheritdoc/>
    public override Routine<bool> AddResource(Linux linux, HmmDevice device) => _hand.AddResource(linux, device);

    /// <inheritdoc/>
    public override Routine Remove(Linux linux, HmmDevice device) => _hand.Remove(linux, device);

    /// <summary>The page is unlocked again: its user asks for nothing else.</summary>
    public override async Routine Allocate(Linux linux, Page page)
    {
        await page.InUse.Store(1);
        await linux.Text.Run(Init, null, ArgumentsOf(linux, page));
        linux.Machine.Hold(page.UserReference);
        await page.Lock.Release();
    }

    // Since v7.0 with the page map and the order.
    private static ImmutableArray<Value> ArgumentsOf(Linux linux, Page page)
    {
        var address = PageBinding.Of(linux.Text, page);
        return linux.Text.Code.Function(Init).Flow.Parameters.Length == 1
            ? [address]
            : [address, PgmapBinding.Of(linux.Text, page.Pgmap), Value.Of(0)];
    }

    /// <inheritdoc/>
    public override async Routine<Page?> TryAllocate(Linux linux, HmmDevice device)
    {
        for (var i = 0; i < device.Pgmap.Pages.Count; i++)
        {
            var page = device.Pgmap.Pages[i];
            if (await page.InUse.CompareExchange(0, 1))
            {
                await linux.Text.Run(Init, null, ArgumentsOf(linux, page));
                linux.Machine.Hold(page.UserReference);
                return page;
            }
        }

        return null;
    }

    /// <summary>Only forms by hand call it.</summary>
    protected override Routine<bool> AddMemory(Linux linux, HmmDevice device, bool findsRange) =>
        throw new NotSupportedException();
}
