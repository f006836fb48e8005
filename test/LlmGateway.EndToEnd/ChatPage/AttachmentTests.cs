using Microsoft.Playwright;

namespace LlmGateway.EndToEnd.ChatPage;

/// <summary>What goes along with a question, and what does not, and why.</summary>
[Collection(LonePage.Collection)]
public sealed class AttachmentTests(LonePage lone, Chromium chromium)
{
    private static readonly FilePayload Picture = new() { Name = "rack.png", MimeType = "image/png", Buffer = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==") };

    [SkippableFact]
    public async Task What_can_not_go_along_is_refused_in_words_and_the_rest_stays()
    {
        await using var tab = await chromium.OpenAsync();
        await lone.OpenAsync(tab, _ => LonePage.Frames("Read."));
        var files = tab.Page.Locator("input[type=file]");
        var chips = tab.Page.Locator(".composer .chip");
        await files.SetInputFilesAsync(new FilePayload { Name = "notes.txt", MimeType = "text/plain", Buffer = "Node 42 flaps."u8.ToArray() });
        await Assertions.Expect(chips).ToHaveTextAsync([new System.Text.RegularExpressions.Regex("notes.txt")]);
        await files.SetInputFilesAsync(new FilePayload { Name = "core.bin", MimeType = "application/octet-stream", Buffer = new byte[64] });
        await Assertions.Expect(tab.Page.Locator(".toast")).ToContainTextAsync("core.bin is neither text nor an image");
        await tab.Page.Locator("button.model-button").ClickAsync();
        await tab.Page.GetByRole(AriaRole.Menuitemradio, new PageGetByRoleOptions { Name = "nova-lite" }).ClickAsync();
        await files.SetInputFilesAsync(Picture);
        await Assertions.Expect(tab.Page.Locator(".toast")).ToContainTextAsync("This model can't see images. Choose one that can, and attach rack.png again.");
        await Assertions.Expect(chips).ToHaveCountAsync(1);
        await tab.Page.Locator("button.model-button").ClickAsync();
        await tab.Page.GetByRole(AriaRole.Menuitemradio, new PageGetByRoleOptions { Name = "claude-haiku" }).ClickAsync();
        await files.SetInputFilesAsync(Picture);
        await Assertions.Expect(chips).ToHaveCountAsync(2);
        await tab.Button("Remove notes.txt").ClickAsync();
        await tab.AskAsync("What is this?");
        await tab.AnsweredAsync();

        await Assertions.Expect(tab.Page.Locator(".question .thumb")).ToHaveCountAsync(1);
        await Assertions.Expect(tab.Page.Locator(".question .chip")).ToHaveCountAsync(0);
        tab.Errors.Should().BeEmpty();
    }

    [SkippableFact]
    public async Task A_dropped_file_goes_along_and_survives_a_reload()
    {
        await using var tab = await chromium.OpenAsync();
        await lone.OpenAsync(tab, _ => LonePage.Frames("Read."));
        await tab.Page.EvaluateAsync("""
            () => { const data = new DataTransfer(); data.items.add(new File(['Node 42 flaps.'], 'dropped.log', { type: 'text/plain' }));
              for (const type of ['dragover', 'drop']) document.querySelector('.composer').dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true })); }
            """);
        await Assertions.Expect(tab.Page.Locator(".composer .chip")).ToContainTextAsync("dropped.log");
        await tab.Page.ReloadAsync();
        await tab.Question.WaitForAsync();

        await Assertions.Expect(tab.Page.Locator(".composer .chip")).ToContainTextAsync("dropped.log");
    }
}
