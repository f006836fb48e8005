namespace LlmGateway.EndToEnd.SignIn;

/// <summary>What becomes true by itself, though nobody says when.</summary>
internal static class Eventually
{
    public static async Task HoldsAsync(Func<Task<bool>> holds, TimeSpan patience)
    {
        using var end = new CancellationTokenSource(patience);
        while (!await holds()) await Task.Delay(TimeSpan.FromMilliseconds(250), end.Token);
    }
}
