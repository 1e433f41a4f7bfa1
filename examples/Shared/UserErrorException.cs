namespace AutoRec.Examples;

/// <summary>An error that the user can correct. It is reported in one line, without a stack trace.</summary>
internal sealed class UserErrorException(string message) : Exception(message);
