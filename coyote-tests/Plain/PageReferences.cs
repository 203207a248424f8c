using System.Threading.Tasks;

namespace PgmapCheck.Plain;

/// <summary>Dropping references to device pages, and waiting until none are left.</summary>
public static class PageReferences
{
    /// <summary><c>put_page</c>: only with the key on does it tell anybody that the page is idle.</summary>
    public static void PutPage(ManagedKey key, Page page)
    {
        if (!key.IsOn)
        {
            page.DecReturn(); // put_page_testzero: an idle page of a device is never at 0
            return;
        }

        if (page.DecReturn() == Page.Idle)
        {
            page.WakeUp();
        }
    }

    /// <summary><c>___wait_var_event</c>: queues, and only then tests whether the page is idle.</summary>
    public static async Task WaitUntilIdle(Page page)
    {
        while (true)
        {
            var woken = page.PrepareToWait();
            if (page.RefCount == Page.Idle)
            {
                return;
            }

            await woken;
        }
    }

    /// <summary>The same with the test first: a wake-up in between is lost.</summary>
    public static async Task TestThenWait(Page page)
    {
        while (page.RefCount != Page.Idle)
        {
            await page.PrepareToWait();
        }
    }
}
